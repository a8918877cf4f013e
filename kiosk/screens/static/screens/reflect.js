import { button, heading, make } from "../dom.js";

export function reflect(state, send) {
  const text = make("textarea", { rows: "6", maxlength: "4000", "aria-labelledby": "questions" });
  const element = make("main", { class: "page narrow" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, "Never scored"), heading("What do you make of it?")),
      button("Back", () => send({ type: "back" }), "plain")),
    make("p", { id: "questions", class: "lead dim" }, "What would you do the same way again? What would you say differently next time? A sentence is enough."),
    text,
    make("div", { class: "row" },
      button("Keep this", () => send({ type: "reflect", text: text.value }), "main large"),
      button("Skip", () => send({ type: "reflect", text: "" }), "plain"))); // prettier-ignore
  return { element };
}

export function done(state, send) {
  const days = state.keepDays;
  const kept = days ? `The call is kept on this machine for ${days} days.` : "The call is erased when you leave.";
  const element = make("main", { class: "page narrow middle" }, heading("Thank you for practising"),
    make("p", { class: "lead dim" }, `${kept} This screen forgets you when you leave, or after ${state.how.time ? "four" : "two"} minutes.`),
    make("div", { class: "row" },
      button("Leave", () => send({ type: "leave" }), "main large"),
      button("Another role-play", () => send({ type: "begin" }), "large"))); // prettier-ignore
  return { element };
}
