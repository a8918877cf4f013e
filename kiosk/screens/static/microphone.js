/** The browser's microphone: 16 kHz mono 16-bit pieces of 40 ms, as long as it is open. */

let open = null;

/**
 * `onPiece(Int16Array)`; `onGone()`: it was pulled out; `headset`: there is no loudspeaker whose echo must be taken out, which costs some of the voice.
 * Rejects with one plain sentence where there is no microphone to be had.
 */
export async function openMicrophone(onPiece, headset, onGone) {
  if (open?.headset === headset) {
    open.onPiece = onPiece;
    return;
  }
  closeMicrophone();
  const mine = (open = { onPiece, headset });
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    // Gain control would undo what the tone cues measure.
    const audio = { channelCount: 1, echoCancellation: !headset, noiseSuppression: false, autoGainControl: false };
    mine.stream = await navigator.mediaDevices.getUserMedia({ audio });
    mine.stream.getAudioTracks()[0].onended = () => open === mine && onGone();
    mine.context = new AudioContext();
    await mine.context.audioWorklet.addModule("/static/microphone-worklet.js");
    if (open !== mine) return release(mine);
    const node = new AudioWorkletNode(mine.context, "pieces", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => open === mine && mine.onPiece(data);
    mine.context.createMediaStreamSource(mine.stream).connect(node);
    await mine.context.resume();
  } catch (error) {
    if (open === mine) open = null;
    release(mine);
    throw new Error(explain(error));
  }
}

export function closeMicrophone() {
  if (open) release(open);
  open = null;
}

function release({ stream, context }) {
  stream?.getTracks().forEach((track) => track.stop());
  context?.close();
}

function explain(error) {
  switch (error.name) {
    case "NotAllowedError":
      return "The browser may not use the microphone.";
    case "NotFoundError":
      return "The browser finds no microphone.";
    case "SecurityError":
      return "Browsers give the microphone only to pages opened on the kiosk itself (127.0.0.1).";
    default:
      return "The browser cannot open the microphone.";
  }
}
