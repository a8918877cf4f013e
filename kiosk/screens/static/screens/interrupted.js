import { button, heading, make, plural } from "../dom.js";
import { wakeSound } from "../voice.js";

/** The kiosk was started again in the middle of a call. */
export function interrupted(state, send) {
  const choose = (what) => () => {
    wakeSound();
    send({ type: "resume", do: what });
  };
  const element = make("main", { class: "page narrow middle" },
    heading("The kiosk had to start again"),
    make("p", { class: "lead dim" }, `Nothing that was complete is lost: ${plural(state.turns, "reply", "replies")} of your call with ${state.roleplay.customer} ${state.turns === 1 ? "is" : "are"} kept.`),
    make("div", { class: "row" }, button("Go on with the call", choose("go on"), "main large"),
      button("See the debrief so far", choose("debrief"), "large"), button("Begin it again", choose("again"), "plain"))); // prettier-ignore
  return { element };
}
