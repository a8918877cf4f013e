import { button, heading, make, setText } from "../dom.js";

const READ =
  "“Good morning, you're through to customer service. My name is on the screen in front of you. I have all the time you need, so tell me from the beginning what has happened, and we'll look at it together, step by step.”";

export function check(state, send) {
  const fill = make("i");
  const meter = make("div", { class: "bar meter", role: "img", "aria-label": "Level of your voice" }, fill);
  const progress = make("i");
  const heard = make("div", { class: "bar" }, progress);
  const status = make("p", { class: "status", role: "status" });
  const next = button("Start the call", () => send({ type: "check", do: "go on" }), "main");
  const again = button("Try again", () => send({ type: "check", do: "again" }));
  const skip = button("Skip: no marks for tone", () => send({ type: "check", do: "go on" }));
  const [loudspeaker, headset] = [false, true].map((worn) =>
    make("input", { type: "radio", name: "headset", id: `headset-${worn}`, onchange: () => send({ type: "adjust", ...how, headset: worn }) }));
  let how = state.how;
  const element = make("main", { class: "page narrow" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, "Step 3 of 3 · microphone check"), heading("Read this aloud, as you normally speak")),
      button("Back", () => send({ type: "back" }), "plain")),
    make("fieldset", { class: "hearing" }, make("legend", {}, "How do you hear the customer?"),
      choice(loudspeaker, "From a loudspeaker", "Your microphone waits until the customer has finished."),
      choice(headset, "In a headset", "Your microphone stays open: you can cut in, as on a real call.")),
    make("p", { class: "read-aloud" }, READ),
    make("div", { class: "pair" },
      make("div", {}, make("p", { class: "label" }, "Your voice"), meter),
      make("div", {}, make("p", { class: "label" }, "Heard so far"), heard)),
    status,
    make("div", { class: "row" }, next, again, skip)); // prettier-ignore

  function show(checked) {
    const state = checked?.state ?? "opening";
    progress.style.setProperty("--full", checked ? Math.min(1, checked.speech / checked.enough).toFixed(3) : 0);
    meter.classList.toggle("shut", state !== "listening");
    next.hidden = state !== "taken";
    again.hidden = state !== "too little";
    skip.hidden = state === "taken";
    setText(status, checked?.trouble ? TROUBLE[checked.trouble] : TEXT[state]);
    status.classList.toggle("trouble", Boolean(checked?.trouble));
  }
  return {
    element,
    update(next) {
      how = next.how;
      (how.headset ? headset : loudspeaker).checked = true;
      show(next.check);
    },
    level(level, checked) {
      fill.style.setProperty("--full", level);
      if (checked) show(checked);
    },
  };
}

function choice(box, text, means) {
  return make("div", { class: "choice" }, box, make("label", { for: box.id }, text, " ", make("span", { class: "label" }, means)));
}

const TEXT = {
  opening: "The microphone is being opened…",
  listening: "Listening. Ten seconds or so are enough.",
  taken: "That was enough. Your voice in the call is compared with this, and with nobody else's.",
  "too little": "Too little was heard. Come closer to the microphone and try again, or skip this.",
};

const TROUBLE = {
  "no signal": "Nothing at all comes from the microphone. Is it switched off, muted, or unplugged?",
  clipped: "The microphone is turned up too far: loud sounds are cut off. How loud you speak is left out; pace and words count as ever. Turning it down and trying again helps.",
  "automatic gain": "This microphone changes its own loudness, or a noise has stopped while you spoke. How loud you speak is left out; pace and words count as ever.",
};
