/** The task sheet: what was heard, reply by reply; the marking points when the call is over. */

import { button, heading, make, setText } from "../dom.js";
import { member } from "./member.js";

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function waiting() {
  return {
    element: make("main", { class: "hand" }, heading("You are in"),
      make("p", { class: "lead dim" }, "When the call begins, tap what you hear in the learner's replies. Nobody sees who marked what.")),
  }; // prettier-ignore
}

function sheet(state, send, locked = false) {
  const over = state.step !== "call";
  let turn = 1;
  let follows = true;
  let now = state;
  const title = make("h2", { class: "turn" });
  const words = make("p", { class: "words dim" });
  const step = (by) => () => {
    turn += by;
    follows = turn === current();
    draw();
  };
  const [before, after] = [button("‹", step(-1)), button("›", step(1))];
  before.setAttribute("aria-label", "Earlier reply");
  after.setAttribute("aria-label", "Later reply");
  const cues = state.sheet.cues.map(({ cue, name, helps }) => {
    const press = button(name, () => send({ type: "heard", turn, cue, on: press.getAttribute("aria-pressed") !== "true" }), "cue");
    press.dataset.helps = helps;
    press.disabled = locked;
    return { cue, helps, press };
  }); // prettier-ignore
  const points = state.sheet.points.map((point) => {
    const name = `point-${point.replaceAll(" ", "-")}`;
    const choices = ["met", "not met"].map((verdict) => {
      const press = button(capital(verdict), () => send({ type: "point", point, verdict: press.getAttribute("aria-pressed") === "true" ? null : verdict }), "cue");
      press.setAttribute("aria-describedby", name);
      press.dataset.helps = verdict === "met";
      press.disabled = locked;
      return { verdict, press };
    });
    const label = make("p", { id: name }, capital(point));
    return { point, choices, row: make("li", {}, label, make("div", { class: "two" }, ...choices.map(({ press }) => press))) };
  }); // prettier-ignore
  const group = (heading_, helps) =>
    make("section", {}, make("h3", { class: "dim" }, heading_),
      make("div", { class: "two" }, ...cues.filter((one) => one.helps === helps).map(({ press }) => press))); // prettier-ignore
  const element = make("main", { class: "hand sheet" },
    heading(locked ? "Your marks" : over ? "The call is over" : state.roleplay.title),
    locked ? make("p", { class: "dim" }, "Locked: room and machine are on the big screen.") : null,
    over ? make("section", {}, make("h2", {}, "The marking points"), make("ul", { class: "points" }, ...points.map(({ row }) => row))) : null,
    make("div", { class: "stepper" }, before, make("div", {}, title, words), after),
    group("Helps", true), group("Makes it harder", false)); // prettier-ignore

  /** The reply that is being given, or was given last. */
  function current() {
    const { turns, phase } = now.sheet;
    return !over && ["listening", "thinking", "paused"].includes(phase) ? turns.length + 1 : Math.max(1, turns.length);
  }
  function draw() {
    const { turns, mine } = now.sheet;
    const last = current();
    if (follows) turn = last;
    turn = Math.min(turn, Math.max(last, turns.length));
    setText(title, turn > turns.length ? `Reply ${turn}, now` : `Reply ${turn}`);
    setText(words, turns.find((one) => one.turn === turn)?.text ?? "Listen, and tap what you hear.");
    before.disabled = turn === 1;
    after.disabled = turn >= Math.max(last, turns.length);
    for (const { cue, press } of cues) press.setAttribute("aria-pressed", Boolean(mine.heard[turn]?.includes(cue)));
    for (const { point, choices } of points) {
      for (const { verdict, press } of choices) press.setAttribute("aria-pressed", mine.points[point] === verdict);
    }
  }
  return {
    element,
    update(next) {
      now = next;
      if (now.sheet) draw();
    },
  };
}

member("observer", {
  waiting,
  call: (state, send) => sheet(state, send),
  voting: (state, send) => sheet(state, send),
  revealed: (state, send) => sheet(state, send, true),
}); // prettier-ignore
