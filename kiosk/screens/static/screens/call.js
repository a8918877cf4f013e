import { button, heading, make, setText } from "../dom.js";
import { coach } from "../parts/coach.js";
import { Face } from "../parts/face.js";
import { heatChart } from "../parts/heat.js";
import { keyed, phone } from "../parts/phone.js";

const SAY_AGAIN = "could you say that again please";

export function call(state, send) {
  const { roleplay } = state;
  const first = roleplay.customer.split(" ")[0];
  const place = make("div", { class: "face" });
  const face = new Face(place, roleplay.voice);
  const mood = make("p", { class: "mood accent" });
  const phase = make("p", { class: "phase", role: "status" });
  const log = make("div", { class: "log", role: "log", tabindex: "0", "aria-live": "polite", "aria-label": "What has been said" });
  const partial = make("p", { class: "caption you", "aria-hidden": "true", hidden: true });
  const fill = make("i");
  const usual = make("b", { class: "usual", hidden: true });
  const meter = make("div", { class: "bar meter", role: "img", "aria-label": "Level of your voice" }, fill, usual);
  const usualText = make("span", { hidden: true }, " · line: your usual");
  const heat = heatChart();
  const heatNow = make("b");
  const note = make("p", { class: "basic label", hidden: true }, "Basic recognition: much may be misheard. It is never held against you.");

  const line = roleplay.phone ? phone(first, roleplay.transfer, send) : null;
  const tips = coach();
  const finished = keyed("I've finished", "Enter", () => send({ type: "finished" }), "main");
  const again = button("Say that again", () => send({ type: "say", text: SAY_AGAIN }));
  const field = make("input", { type: "text", maxlength: "600", autocomplete: "off", spellcheck: "true", "aria-label": "Type your reply", oninput: tips.busy });
  const sendText = make("button", { type: "submit" }, "Send");
  const typing = make("form", { class: "typing", onsubmit: submit }, field, sendText);
  const { dialog, ask } = endDialog(first, roleplay.phone, send);
  const end = button(roleplay.phone ? "Hang up" : "End the call", ask, "end");

  function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    send({ type: "say", text });
    field.value = "";
  }
  const KEYS = { KeyH: line?.hold, KeyM: line?.mute, KeyT: line?.transfer, KeyC: tips.ask };
  function keys(event) {
    if (event.repeat) return; // held down, by a heavy hand or a shaking one
    const elsewhere = event.target.closest?.("button, input, textarea, a, dialog");
    if (event.key === "Enter" && !elsewhere) (element.dataset.phase === "ringing" ? line.answer : finished).click();
    const pressed = event.altKey && !event.ctrlKey && !event.metaKey && !event.target.closest?.("dialog") && KEYS[event.code];
    if (pressed && !pressed.hidden) {
      event.preventDefault();
      pressed.click();
    }
    if (event.key === "Escape" && !dialog.open && !line?.dialog.open) {
      event.preventDefault(); // or the same key would close what it has just opened
      ask();
    }
  }
  addEventListener("keydown", keys);

  const element = make("main", { class: "call" },
    make("header", {},
      make("div", {}, heading(roleplay.title), make("p", { class: "dim" }, `${roleplay.customer}, ${roleplay.setting}`)),
      make("div", { class: "row" }, line?.clock, phase)),
    make("section", { class: "who" }, place, make("p", { class: "name" }, roleplay.customer), mood),
    make("section", { class: "captions" }, log, partial),
    make("section", { class: "reply" }, tips.text, typing, note),
    make("footer", {},
      make("div", { class: "voice-level" }, make("p", { class: "label" }, "Your voice", usualText), meter),
      make("div", { class: "heat-box" }, make("p", { class: "label" }, `${first}'s heat `, heatNow), heat.element),
      make("div", { class: "row controls" }, line?.answer, finished, again, ...(line?.buttons ?? []), tips.ask, end)),
    dialog, line?.dialog); // prettier-ignore

  const toEnd = () => log.lastElementChild?.scrollIntoView({ block: "end", behavior: "instant" });
  const resized = new ResizeObserver(toEnd);
  resized.observe(log);
  let shown = [];
  let myTurn = false;
  function captions(said) {
    const differs = said.findIndex(({ who, text }, at) => shown[at]?.who !== who || shown[at].text !== text);
    const kept = differs < 0 ? said.length : differs;
    while (log.childElementCount > kept) log.lastElementChild.remove();
    for (const { who, text } of said.slice(kept)) {
      const speaker = make("span", { class: "speaker" }, who === "you" ? "You" : first);
      log.append(make("p", { class: `caption ${who}` }, speaker, " ", make("span", {}, text)));
    }
    shown = said;
    if (said.length > kept) toEnd();
  }
  function showPartial(text) {
    if (text) tips.busy();
    partial.hidden = !text;
    setText(partial, text);
    log.classList.toggle("answering", Boolean(text));
    toEnd();
  }
  function update({ call: now, preparing, how }) {
    if (!now) return;
    const spoken = preparing.spoken;
    captions(now.said);
    showPartial(now.phase === "listening" || now.phase === "thinking" ? now.partial : "");
    face.setMood(now.mood);
    setText(mood, now.mood[0].toUpperCase() + now.mood.slice(1));
    heat.draw(now.heat);
    setText(heatNow, String(now.heat.at(-1)));
    element.dataset.phase = now.phase;
    setText(phase, now.muted && now.phase === "listening" ? "You are muted" : PHASES[now.phase](first, spoken, spoken && how.headset));
    line?.update(now, spoken);
    if (line) line.dialog.dataset.spoken = spoken;
    tips.update(now);
    element.classList.toggle("muted", now.muted);
    note.hidden = !(spoken && preparing.basic);
    usual.hidden = usualText.hidden = now.usual === null;
    usual.style.setProperty("--at", now.usual ?? 0);
    const listening = now.phase === "listening";
    finished.hidden = !spoken || now.phase === "ringing";
    again.hidden = now.phase === "ringing";
    typing.hidden = now.phase === "ringing";
    finished.disabled = !listening;
    again.disabled = !listening;
    meter.classList.toggle("shut", !listening);
    element.classList.toggle("typed", !spoken);
    field.placeholder = spoken ? "Or type your reply" : "Type your reply";
    if (!listening) fill.style.setProperty("--full", 0);
    if (listening && !myTurn && !spoken && !element.querySelector("dialog[open]")) field.focus();
    if (now.phase === "ringing" && !element.contains(document.activeElement)) line?.answer.focus();
    myTurn = listening;
  }
  return {
    element,
    update,
    partial: showPartial,
    level: (level) => myTurn && fill.style.setProperty("--full", level),
    mouth: (level) => face.setMouth(element.dataset.phase === "speaking" ? level : 0),
    leave() {
      removeEventListener("keydown", keys);
      resized.disconnect();
      line?.leave();
      tips.leave();
    },
  };
}

const PHASES = {
  ringing: (first) => `${first} is ringing`,
  holding: (first) => `${first} is on hold`,
  speaking: (first, _, open) => (open ? `${first} is speaking · your microphone is open` : `${first} is speaking`),
  listening: (_, spoken) => (spoken ? "Your turn: speak" : "Your turn: type"),
  thinking: (first) => `${first} is thinking`,
  paused: () => "Paused by the trainer",
  over: () => "The call is over",
};

function endDialog(first, onPhone, send) {
  const what = onPhone ? "Hang up" : "End the call";
  const dialog = make("dialog", { "aria-labelledby": "end-title" },
    make("h2", { id: "end-title" }, `${what} now?`),
    make("p", { class: "dim" }, `${first} is still on the line. Your debrief covers what was said until here.`),
    make("div", { class: "row" },
      button("Keep talking", () => dialog.close(), "main"),
      button(what, () => { dialog.close(); send({ type: "end call" }); }))); // prettier-ignore
  return { dialog, ask: () => dialog.showModal() };
}
