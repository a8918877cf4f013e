import { button, heading, make, setText } from "../dom.js";

export function ready(state, send) {
  const fill = make("i");
  const bar = make("div", { class: "bar", role: "progressbar", "aria-label": "Getting ready", "aria-valuemin": "0", "aria-valuemax": "100" }, fill);
  const status = make("p", { class: "status dim", role: "status" });
  const element = make("main", { class: "page narrow middle" },
    heading(`${state.roleplay.customer} gets ready`), bar, status,
    make("div", { class: "row" }, button("Back", () => send({ type: "back" }), "plain"))); // prettier-ignore
  return {
    element,
    update({ preparing }) {
      const share = preparing.rendered ? 1 : preparing.done / Math.max(1, preparing.total);
      fill.style.setProperty("--full", share.toFixed(3));
      bar.setAttribute("aria-valuenow", Math.round(share * 100));
      if (!preparing.rendered) setText(status, "Every line is spoken once beforehand, so that no answer keeps you waiting.");
      else if (preparing.spoken && !preparing.recogniser) setText(status, "The recogniser is being loaded.");
      else setText(status, "");
    },
  };
}

export function writingUp(state, send) {
  const status = make("p", { class: "lead dim", role: "status" });
  const go = button("Show my debrief", () => send({ type: "onward" }), "main large");
  return {
    element: make("main", { class: "page narrow middle" }, heading("The call is over"), status, make("div", { class: "row" }, go)),
    update({ held, trainerAway }) {
      go.hidden = !trainerAway;
      if (trainerAway) setText(status, "The trainer's remote has been away for a while. You need not wait for it.");
      else setText(status, held ? "Your debrief comes when the trainer reveals the marks." : "Your debrief is being written…");
    },
  };
}
