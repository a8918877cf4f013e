/** A coach's tip: on request, and by itself when the learner is stuck. */

import { make, setText } from "../dom.js";
import { keyed } from "./phone.js";

const STUCK_AFTER = 12_000; // ms of the learner's turn in which nothing was said or typed

export function coach() {
  const text = make("p", { class: "tip", role: "status", hidden: true });
  const ask = keyed("Tip", "Alt+C", () => show(true));
  let tip = "";
  let timer;
  let turn = null;

  function show(on) {
    text.hidden = !on || !tip;
    setText(text, on ? tip : "");
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(() => show(true), STUCK_AFTER);
  }
  return {
    text, ask,
    /** Something was said or typed. */
    busy: () => turn !== null && wait(),
    update(now) {
      tip = now.tip;
      ask.hidden = !tip || now.phase === "ringing";
      const listening = now.phase === "listening";
      ask.disabled = !listening;
      const mine = listening ? now.turns : null;
      if (mine === turn) return;
      turn = mine;
      show(listening && now.stuck);
      if (listening) wait();
      else clearTimeout(timer);
    },
    leave: () => clearTimeout(timer),
  }; // prettier-ignore
}
