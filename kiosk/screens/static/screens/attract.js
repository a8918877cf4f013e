import { button, heading, make } from "../dom.js";
import { Face } from "../parts/face.js";
import { wakeSound } from "../voice.js";

const CYCLE = [["furious", 5000], ["upset", 3500], ["wary", 3000], ["calm", 3500], ["grateful", 5000]]; // mood, ms
const LINES = {
  furious: "“Three times I've rung you. Three!”",
  upset: "“I just want somebody to tell me where it is.”",
  wary: "“And how do I know it will come this time?”",
  calm: "“All right. Yes, that would help.”",
  grateful: "“Thank you. You're the first who listened.”",
};

/** Nobody is here: a customer who is furious, and what a good quarter of a minute does to her. */
export function attract(state, send) {
  const place = make("div", { class: "face" });
  const line = make("p", { class: "attract-line", "aria-hidden": "true" });
  const begin = button("Touch to begin", () => {
    wakeSound();
    send({ type: "begin" });
  }, "main large");
  const element = make("main", { class: "attract" }, place,
    make("div", {}, line, heading("Can you calm her down?"),
      make("p", { class: "lead dim" }, "Practise, aloud, what to say to a customer who is upset. It takes five minutes, nobody else listens, and afterwards you see which of your words did what."),
      make("div", { class: "row" }, begin, trainerLink(state)))); // prettier-ignore
  let at = 0;
  let timer;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  function turn() {
    const [mood, stays] = CYCLE[at++ % CYCLE.length];
    face.setMood(mood);
    line.textContent = LINES[mood];
    if (!still) timer = setTimeout(turn, stays);
  }
  const face = new Face(place, "danuta");
  turn();
  return { element, leave: () => clearTimeout(timer) };
}

const trainerLink = ({ trainer }) => (trainer ? make("a", { class: "trainer", href: "/trainer" }, "Trainer") : null);

export function busy(state) {
  return {
    element: make("main", { class: "page narrow middle" }, heading("Somebody is practising"),
      make("p", { class: "lead dim" }, "This kiosk takes one person at a time. This page opens by itself when it is free."), trainerLink(state)),
  }; // prettier-ignore
}
