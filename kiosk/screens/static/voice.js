/** The customer's voice: played here where the kiosk asks for it, and in any case seen in the face. */

let context;
let announced = null;
let playing = null;

export const voice = { onMouth: () => {}, onPlayed: () => {}, onBlocked: () => {} };

/** Call in a click: browsers give sound only to whom has touched them. */
export function wakeSound() {
  context ??= new AudioContext();
  return context.resume();
}

export function announce(message) {
  announced = message;
  if (message.number === null) move(message, () => performance.now() / 1000);
}

/** The WAV file that follows its announcement. */
export async function play(file) {
  const message = announced;
  if (!message || message.number === null) return;
  context ??= new AudioContext();
  hush();
  const waiting = (playing = { number: message.number });
  const sound = await context.decodeAudioData(file);
  if (playing !== waiting) return;
  if (context.state !== "running") {
    voice.onBlocked(true);
    await context.resume();
    voice.onBlocked(false);
    if (playing !== waiting) return;
  }
  const source = new AudioBufferSourceNode(context, { buffer: sound });
  source.connect(context.destination);
  source.onended = () => {
    if (playing !== waiting) return;
    playing = null;
    voice.onPlayed(message.number);
  };
  waiting.source = source;
  source.start();
  move(message, () => context.currentTime - (context.outputLatency || 0));
}

export function hush(number = null) {
  if (!playing || (number !== null && playing.number !== number)) return;
  const { source } = playing;
  playing = null;
  source?.stop();
  voice.onMouth(0);
  moving = 0;
}

let moving = 0;

function move({ mouth, frames, seconds }, clock) {
  const began = clock();
  const mine = ++moving;
  function step() {
    if (mine !== moving) return;
    const at = clock() - began;
    voice.onMouth(at < seconds ? (mouth[Math.max(0, Math.floor(at * frames))] ?? 0) : 0);
    if (at < seconds) requestAnimationFrame(step);
  }
  step();
}
