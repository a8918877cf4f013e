import { button, heading, make, setText } from "../dom.js";
import { adjustments } from "../parts/adjustments.js";
import { wakeSound } from "../voice.js";

export function brief(state, send) {
  const { roleplay } = state;
  const start = (replies, microphone) => () => {
    wakeSound();
    send({ type: "start", replies, microphone });
  };
  const adjust = adjustments(state.how, send);
  const ways = make("div", { class: "row" });
  const prepared = make("p", { class: "label" });
  const element = make("main", { class: "page brief" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, "Step 2 of 3 · read this first"), heading(roleplay.title)),
      button("Back", () => send({ type: "back" }), "plain")),
    make("div", { class: "columns" },
      make("section", {}, make("p", { class: "lead" }, roleplay.brief)),
      make("aside", { class: "panel" }, make("h2", {}, "What you may do"), authority(roleplay))),
    adjust.element,
    make("section", { class: "kept" }, make("h2", {}, "What is kept"),
      make("p", { class: "dim" }, kept(state.keepDays))),
    make("div", { class: "foot" }, ways, prepared)); // prettier-ignore

  let here = null;
  function offer(soundHere) {
    if (here === soundHere) return;
    here = soundHere;
    ways.replaceChildren(
      button("Speak your replies", start("spoken", soundHere ? "here" : "browser"), "main large"),
      button("Type your replies", start("typed", soundHere ? "here" : "browser"), "large"),
      ...(soundHere ? [button("Speak into this browser", start("spoken", "browser"), "plain")] : []),
    );
  }
  return {
    element,
    update(next) {
      offer(next.soundHere);
      adjust.update(next.how);
      const { rendered, done, total } = next.preparing;
      const percent = total ? Math.floor((100 * done) / total) : 0;
      setText(prepared, rendered ? `${roleplay.customer} is ready.` : `${roleplay.customer} gets ready: ${percent} %`);
    },
  };
}

function authority({ compensation, policies, escalation }) {
  const rows = [["For the trouble", compensation === "none" ? "nothing beyond putting it right" : compensation]];
  if (policies.length) rows.push(["Rules that apply", policies.join(", ")]);
  if (escalation) rows.push(["Goes further to", escalation]);
  return make("dl", {}, ...rows.flatMap(([term, text]) => [make("dt", { class: "label" }, term), make("dd", {}, text)]));
}

function kept(days) {
  const until = days ? `for ${days} days, then they are erased` : "until you leave, then they are erased";
  return `Your words and the sound of this call stay on this machine ${until}. No name is asked for. The kiosk measures how loud, how fast and how high you speak against your own normal voice; it draws no conclusions about you as a person. It is practice, not assessment.`;
}
