/** The trainer's page: asks for the PIN, then lists the calls. */

import { button, heading, make, plural, setText } from "./dom.js";

const ALONE = 180_000; // ms without a touch or a key after which the page is left
const OUTCOMES = { good: "ended well", mixed: "ended so-so", bad: "ended badly", unfinished: "broken off" };
const stage = document.getElementById("stage");
const trouble = document.getElementById("trouble");

async function ask(path, body) {
  const post = body !== undefined;
  const answer = await fetch(`/trainer/${path}`, post ? { method: "POST", body: JSON.stringify(body) } : {});
  if (answer.ok) return answer;
  const text = await answer.text();
  if (answer.status === 401) askPin();
  throw new Error(text);
}

/** Does something, and says in one line when it fails. */
function attempt(work) {
  return async (event) => {
    event?.preventDefault();
    trouble.hidden = true;
    try {
      await work();
    } catch (error) {
      trouble.hidden = false;
      setText(trouble, error.message);
    }
  };
}

function show(element) {
  stage.replaceChildren(element);
  element.querySelector("h1").focus({ preventScroll: true });
}

function askPin() {
  const pin = make("input", { type: "password", id: "pin", inputmode: "numeric", autocomplete: "off", maxlength: "8" });
  const enter = attempt(async () => {
    const given = pin.value;
    pin.value = "";
    await ask("enter", { pin: given });
    await list();
  });
  show(make("main", { class: "page narrow middle" }, heading("For the trainer"),
    make("form", { class: "pin field", onsubmit: enter }, make("label", { for: "pin" }, "PIN"), pin,
      make("div", { class: "row" }, make("button", { type: "submit", class: "main" }, "Open"), button("Back to the kiosk", leave, "plain"))))); // prettier-ignore
  pin.focus();
}

async function list() {
  const { calls, visit } = await (await ask("calls")).json();
  const end = button("End the visit", attempt(async () => {
    await ask("end-visit", {});
    await list();
  }));
  end.disabled = !visit;
  const rows = calls.map(row);
  show(make("main", { class: "page" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, plural(calls.length, "call")), heading("Calls kept on this machine")),
      make("div", { class: "row" }, end, button("Done", leave, "main"))),
    rows.length ? make("ul", { class: "calls" }, ...rows) : make("p", { class: "lead dim" }, "None yet."))); // prettier-ignore
}

function row(call) {
  const when = new Date(call.started).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const facts = `${when} · ${plural(call.turns, "reply", "replies")} · ${OUTCOMES[call.outcome]}`;
  const path = `calls/${encodeURIComponent(call.id)}`;
  return make("li", {},
    make("div", {}, make("h2", {}, call.title), make("p", { class: "label" }, facts)),
    make("div", { class: "row" },
      button("Debrief", attempt(() => read(path))),
      make("a", { class: "button", href: `/trainer/${path}/pack`, download: "" }, "Export"),
      button("Erase", () => sure(call, path)))); // prettier-ignore
}

async function read(path) {
  await ask(`${path}/debrief`); // told here when it cannot be written, not within the frame
  const frame = make("iframe", { title: "Debrief", sandbox: "allow-scripts allow-modals", src: `/trainer/${path}/debrief` });
  const dialog = make("dialog", { class: "whole", "aria-label": "Debrief", onclose: () => dialog.remove() },
    make("div", { class: "row" }, button("Close", () => dialog.close())), frame); // prettier-ignore
  stage.firstElementChild.append(dialog);
  dialog.showModal();
}

function sure(call, path) {
  const erase = attempt(async () => {
    dialog.close();
    await ask(`${path}/erase`, {});
    await list();
  });
  const dialog = make("dialog", { "aria-labelledby": "sure", onclose: () => dialog.remove() },
    make("h2", { id: "sure" }, "Erase this call?"),
    make("p", { class: "dim" }, `${call.title}: its words, its sound and its debrief are gone for good.`),
    make("div", { class: "row" }, button("Keep it", () => dialog.close(), "main"), button("Erase", erase))); // prettier-ignore
  stage.firstElementChild.append(dialog);
  dialog.showModal();
}

const leave = attempt(async () => {
  await ask("out", {});
  location.href = "/";
});

let alone;
function stay() {
  clearTimeout(alone);
  alone = setTimeout(leave, ALONE);
}
for (const touch of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(touch, stay, { passive: true });
stay();

if (await (await fetch("/trainer/inside")).json()) await list();
else askPin();
