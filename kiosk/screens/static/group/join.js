/** Joining: the code from the kiosk's screen; for the trainer's remote the PIN, too. */

import { heading, make, setText } from "../dom.js";

const ROLES = [
  ["observer", "I listen and mark", "A task sheet for what you hear."],
  ["remote", "I lead", "The trainer's remote. Needs the PIN."],
  ["projector", "This is the big screen", "The call, readable from the back row."],
];
const asked = new URLSearchParams(location.search);

const field = (name, label, properties) => {
  const input = make("input", { type: "text", id: name, autocomplete: "off", spellcheck: "false", ...properties });
  return { input, box: make("div", { class: "field" }, make("label", { for: name }, label), input) };
};
const code = field("code", "Code", { maxlength: "9", autocapitalize: "characters", required: "", class: "code-field" });
const pin = field("pin", "Trainer's PIN", { maxlength: "8", inputmode: "numeric", class: "code-field" });
pin.input.type = "password";
code.input.value = asked.get("code") ?? "";
const wrong = make("p", { class: "wrong", role: "alert" });
const choices = ROLES.map(([role, name, note]) => {
  const radio = make("input", { type: "radio", name: "role", value: role, id: role, onchange: follow });
  radio.checked = role === (ROLES.some(([one]) => one === asked.get("as")) ? asked.get("as") : "observer");
  return { radio, label: make("label", { class: "choice", for: role }, radio, make("span", {}, make("b", {}, name), make("span", { class: "dim" }, note))) };
}); // prettier-ignore
const chosen = () => choices.find(({ radio }) => radio.checked).radio.value;

function follow() {
  pin.box.hidden = chosen() !== "remote";
}

async function join(event) {
  event.preventDefault();
  setText(wrong, "");
  const wish = { role: chosen(), code: code.input.value, pin: chosen() === "remote" ? pin.input.value : "" };
  try {
    const answer = await fetch("/join", { method: "POST", body: JSON.stringify(wish) });
    const said = await answer.json();
    if (said.go) location.assign(said.go);
    else setText(wrong, said.text);
  } catch {
    setText(wrong, "The kiosk does not answer. Is this phone in the same network?");
  }
}

const form = make("form", { class: "join", onsubmit: join },
  code.box,
  make("fieldset", {}, make("legend", {}, "What is this device for?"), ...choices.map(({ label }) => label)),
  pin.box, wrong,
  make("button", { type: "submit", class: "main large" }, "Join")); // prettier-ignore
document.getElementById("stage").append(
  make("main", { class: "page narrow" }, heading("Join the group"),
    make("p", { class: "dim" }, "The code stands on the kiosk's screen. It is good for this visit only."), form),
); // prettier-ignore
follow();
(code.input.value ? pin.box.hidden ? form.querySelector("button") : pin.input : code.input).focus();
