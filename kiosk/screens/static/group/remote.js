/** The trainer's remote: what goes on, and everything that may be done about it. */

import { button, heading, make, plural, setText } from "../dom.js";
import { pointsTable, turnTable } from "./compare.js";
import { member } from "./member.js";

const PHASES = {
  ringing: "Ringing",
  speaking: "The customer speaks",
  listening: "Learner's turn",
  thinking: "The customer thinks",
  holding: "On hold",
  paused: "Paused",
  over: "Over",
};
const capital = (text) => text[0].toUpperCase() + text.slice(1);

function room() {
  const text = make("p", { class: "dim", role: "status" });
  return {
    element: text,
    update: ({ observers, voters, code }) =>
      setText(text, `${plural(observers, "observer")}, ${voters} marked · code ${code.slice(0, 3)} ${code.slice(3)}`),
  }; // prettier-ignore
}

/** Asks before what cannot be taken back. */
function asking(question, note, yes, act) {
  const title = make("h2", {}, question);
  title.id = `ask-${yes.replaceAll(" ", "-")}`;
  const dialog = make("dialog", { "aria-labelledby": title.id }, title, make("p", { class: "dim" }, note),
    make("div", { class: "row" }, button("No", () => dialog.close()), button(yes, () => { dialog.close(); act(); }, "main"))); // prettier-ignore
  return dialog;
}

function nextLearner(send) {
  const swap = (check) => send({ type: "next learner", check });
  return make("details", { class: "panel" }, make("summary", {}, "Next learner"),
    make("p", { class: "dim" }, "The same role-play begins again. A call that still goes on ends here; its replies are kept."),
    button("With a microphone check", () => swap(true)), button("Keep the check", () => swap(false)),
    make("p", { class: "dim small" }, "Keep it where the same person speaks again: tone is measured against the voice that was checked.")); // prettier-ignore
}

function waiting() {
  const people = room();
  const title = heading("Waiting for the call");
  return {
    element: make("main", { class: "hand" }, title, people.element,
      make("p", { class: "dim" }, "The learner chooses a role-play at the kiosk. The controls come with the call.")),
    update(now) {
      people.update(now);
    },
  }; // prettier-ignore
}

function call(state, send) {
  const people = room();
  const phase = make("p", { class: "phase", role: "status" });
  const where = make("p", { class: "dim" });
  const said = make("div", { class: "said" });
  const heat = make("b");
  const pause = button("Pause", () => send({ type: pause.dataset.does }), "main large");
  const nudge = (by) => button(by > 0 ? `+${by}` : `−${-by}`, () => send({ type: "nudge", by }));
  const [cooler, hotter] = [nudge(-10), nudge(10)];
  cooler.setAttribute("aria-label", "10 less heat");
  hotter.setAttribute("aria-label", "10 more heat");
  const again = button("Say again", () => send({ type: "say again" }));
  const back = button("Back one turn", () => send({ type: "try again" }));
  const stages = make("div", { class: "stages" }, ...state.call?.stages.map((stage) => {
    const one = button(capital(stage), () => send({ type: "jump to", stage }));
    one.dataset.stage = stage;
    return one;
  }) ?? []); // prettier-ignore
  const ending = asking("End the call now?", "The debrief covers what was said until here.", "End the call", () => send({ type: "end" }));
  const element = make("main", { class: "hand" },
    make("header", { class: "hand-head" }, make("div", {}, heading(state.roleplay.title), where), phase),
    said,
    pause,
    make("div", { class: "two" }, again, back),
    make("section", { class: "panel", "aria-label": "Heat" },
      make("div", { class: "nudge" }, cooler, make("p", {}, make("span", { class: "dim" }, "Heat"), heat), hotter)),
    make("section", { class: "panel" }, make("h2", {}, "Jump to a stage"), stages),
    button("End the call", () => ending.showModal()),
    nextLearner(send), people.element, ending); // prettier-ignore
  return {
    element,
    update(now) {
      people.update(now);
      const { call: at, steer } = now;
      if (!at) return;
      const paused = at.phase === "paused";
      element.dataset.phase = at.phase;
      setText(phase, PHASES[at.phase]);
      setText(where, `${state.roleplay.customer}, ${at.mood}; reply ${at.turns + 1}`);
      setText(heat, String(at.heat.at(-1)));
      setText(pause, paused ? "Go on" : "Pause");
      pause.dataset.does = paused ? "go on" : "pause";
      const held = at.phase === "ringing" || at.phase === "over";
      for (const one of [pause, again, cooler, hotter, ...stages.children]) one.disabled = held;
      back.disabled = held || !steer.turns.length;
      for (const one of stages.children) one.setAttribute("aria-current", one.dataset.stage === at.stage ? "step" : "false");
      said.replaceChildren(...at.said.map(({ who, text }) =>
        make("p", { class: who }, make("span", { class: "dim" }, who === "you" ? "Learner" : "Customer"), text))); // prettier-ignore
    },
  };
}

function voting(state, send) {
  const people = room();
  const reveal = button("Reveal the marks", () => send({ type: "reveal" }), "main large");
  const note = make("p", { class: "dim", role: "status" });
  return {
    element: make("main", { class: "hand" }, heading("The call is over"),
      make("p", { class: "dim" }, "The room marks now. Nobody sees the machine's marks until you reveal them, the learner neither."),
      people.element, reveal, note, nextLearner(send)),
    update(now) {
      people.update(now);
      reveal.disabled = !now.steer?.written;
      setText(note, now.steer?.written ? "" : "The machine's marks are being written.");
    },
  }; // prettier-ignore
}

function revealed(state, send) {
  const people = room();
  const title = make("h2", { "aria-live": "polite" });
  const place = make("div");
  const step = (by) => () => send({ type: "show", turn: Math.min(last, Math.max(0, showing + by)) });
  const [before, after] = [button("Back", step(-1)), button("Next", step(1), "main")];
  let [showing, last] = [0, 0];
  return {
    element: make("main", { class: "hand" }, heading("Room and machine"), make("p", { class: "dim" }, "The projector shows what you see here."),
      make("div", { class: "two" }, before, after), title, place, nextLearner(send), people.element),
    update(now) {
      people.update(now);
      if (!now.compared) return;
      showing = now.compared.showing;
      last = now.compared.turns.length;
      before.disabled = showing === 0;
      after.disabled = showing === last;
      const turn = now.compared.turns.find((one) => one.turn === showing);
      setText(title, turn ? `Reply ${showing} of ${last}` : "The marking points");
      place.replaceChildren(...(turn ? [make("blockquote", {}, turn.text || "(nothing was heard)"), turnTable(turn, now.compared.voters)] : [pointsTable(now.compared)]));
    },
  }; // prettier-ignore
}

member("remote", { waiting, call, voting, revealed });
