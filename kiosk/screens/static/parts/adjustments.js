/** What a learner may have changed before a call; remembered for this visit only. */

import { make } from "../dom.js";

const CHOICES = [
  ["time", "Extended time", "The kiosk waits longer for your reply."],
  ["slower", "Slower customer", "The customer speaks more slowly."],
  ["quiet", "No phone noise", "The voice comes through clear."],
  ["large", "Larger text", "Everything is twice as large."],
  ["assessment", "Assessment", "No coach: no tips during the call."],
];

const ANSWERED = 2000; // ms in which the kiosk has surely answered; what it said before knows nothing of the choice

export function adjustments(how, send) {
  const boxes = Object.fromEntries(CHOICES.map(([name]) => [name, make("input", { type: "checkbox", id: `adjust-${name}`, onchange: tell })]));
  let headset = false; // chosen at the microphone check
  let told = -Infinity;
  function tell() {
    told = performance.now();
    send({ type: "adjust", headset, ...Object.fromEntries(CHOICES.map(([name]) => [name, boxes[name].checked])) });
  }
  function update(now) {
    const differs = CHOICES.some(([name]) => boxes[name].checked !== now[name]);
    if (differs && performance.now() - told < ANSWERED) return;
    headset = now.headset;
    for (const [name] of CHOICES) boxes[name].checked = now[name];
  }
  update(how);
  const element = make("fieldset", { class: "adjustments" }, make("legend", {}, "As you need it"),
    ...CHOICES.map(([name, text, means]) => make("div", { class: "choice" }, boxes[name],
      make("label", { for: `adjust-${name}` }, text, " ", make("span", { class: "label" }, means))))); // prettier-ignore
  return { element, update };
}
