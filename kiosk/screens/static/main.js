/** The page: takes what the kiosk says, and keeps the one screen up to date that belongs to it. */

import { connect } from "./wire.js";
import { announce, hush, play, voice, wakeSound } from "./voice.js";
import { closeMicrophone, openMicrophone } from "./microphone.js";
import { setText } from "./dom.js";
import { groupBadge } from "./group/badge.js";
import { attract, busy } from "./screens/attract.js";
import { brief } from "./screens/brief.js";
import { call } from "./screens/call.js";
import { check } from "./screens/check.js";
import { choose } from "./screens/choose.js";
import { debrief } from "./screens/debrief.js";
import { notes } from "./screens/notes.js";
import { done, reflect } from "./screens/reflect.js";
import { interrupted } from "./screens/interrupted.js";
import { ready, writingUp } from "./screens/waiting.js";

const SCREENS = {
  attract, busy, interrupted, choose, brief, check, ready, call, notes, "writing up": writingUp, debrief, reflect, done,
}; // prettier-ignore
const HEARD_IN = ["check", "ready", "call"]; // steps during which the browser's microphone is open
const AWAKE_EVERY = 10_000; // ms

const stage = document.getElementById("stage");
const [lost, trouble, unmute] = ["lost", "trouble", "unmute"].map((id) => document.getElementById(id));
let state = null;
let screen = null;
const badge = groupBadge();
stage.before(badge.element);

const wire = connect({
  onMessage: (message) => HANDLERS[message.type]?.(message),
  onSound: play,
  onState: (up) => {
    lost.hidden = up;
    if (!up) hush();
  },
});

const HANDLERS = {
  state(next) {
    const fresh = state?.step !== next.step;
    state = next;
    document.documentElement.dataset.text = state.how?.large ? "large" : "usual";
    if (fresh) mount();
    screen.update?.(state);
    badge.update(state);
    notice(state.trouble || state.preparing?.device);
    follow();
  },
  progress({ preparing }) {
    if (!state) return;
    state.preparing = preparing;
    notice(state.trouble || preparing.device);
    screen.update?.(state);
  },
  partial: ({ text }) => screen?.partial?.(text),
  level: ({ level, check: checked }) => screen?.level?.(level, checked),
  voice: announce,
  hush: ({ number }) => hush(number),
  error: ({ text }) => console.warn(`The kiosk did not take a message: ${text}`),
};

function mount() {
  screen?.leave?.();
  screen = SCREENS[state.step](state, wire.send);
  document.documentElement.dataset.step = state.step.replace(" ", "-");
  stage.replaceChildren(screen.element);
  scrollTo(0, 0);
  stage.querySelector("h1")?.focus({ preventScroll: true });
}

function notice(text) {
  trouble.hidden = !text;
  setText(trouble, text ?? "");
}

/** Opens or shuts the browser's microphone as the state asks. */
function follow() {
  const wanted = state.sounding && state.preparing?.browserMicrophone && HEARD_IN.includes(state.step);
  if (!wanted) {
    closeMicrophone();
    return;
  }
  const without = (why) => wire.send({ type: "no microphone", why });
  openMicrophone(hear, state.how.headset, () => without("The microphone is gone.")).catch((error) => without(error.message));
}

/** With a loudspeaker nothing is sent while the customer speaks; with a headset one can cut in. Time passes by sound
    alone, so whoever is muted sends silence. */
function hear(samples) {
  const phase = state.call?.phase;
  const heard = phase === "listening" || (phase === "speaking" && state.how.headset);
  if (state.step === "check" ? state.check?.state === "listening" : heard) wire.sendSound(state.call?.muted ? new Int16Array(samples.length) : samples);
}

voice.onMouth = (level) => screen?.mouth?.(level);
voice.onPlayed = (number) => wire.send({ type: "played", number });
voice.onBlocked = (blocked) => {
  unmute.hidden = !blocked;
};

let awake = 0;
for (const touch of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  addEventListener(
    touch,
    () => {
      if (performance.now() - awake < AWAKE_EVERY) return;
      awake = performance.now();
      wire.send({ type: "awake" });
    },
    { passive: true, capture: true },
  );
}
unmute.addEventListener("click", wakeSound);
