/** A telephone's controls: answer, hold, mute, transfer, and the clock of the call. */

import { button, make, setText } from "../dom.js";

/** A button with the key that presses it. A letter comes with Alt: alone it would be pressed by who dictates or rests a hand. */
export function keyed(text, key, onclick, kind = "") {
  const made = button(text, onclick, kind);
  made.append(make("kbd", { "aria-hidden": "true" }, key));
  made.setAttribute("aria-keyshortcuts", key);
  return made;
}

export function phone(first, targets, send) {
  const answer = keyed("Answer", "Enter", () => send({ type: "answer" }), "main large answer");
  const hold = keyed("Hold", "Alt+H", () => send({ type: "hold", on: hold.getAttribute("aria-pressed") !== "true" }));
  const mute = keyed("Mute", "Alt+M", () => send({ type: "mute", on: mute.getAttribute("aria-pressed") !== "true" }));
  const { dialog, ask, shut } = transferDialog(first, targets, send);
  const transfer = keyed("Transfer", "Alt+T", ask);
  const clock = make("p", { class: "clock", role: "timer", "aria-label": "Length of the call" });
  const buttons = [hold, mute, transfer];
  let began = null;
  const timer = setInterval(tick, 250);

  function tick() {
    const seconds = began === null ? 0 : Math.floor((performance.now() - began) / 1000);
    setText(clock, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  }
  return {
    answer, buttons, hold, mute, transfer, dialog, clock,
    update(now, spoken) {
      const ringing = now.phase === "ringing";
      began = ringing ? null : (began ?? performance.now() - now.seconds * 1000);
      answer.hidden = !ringing;
      for (const one of buttons) {
        one.hidden = ringing;
        one.disabled = now.phase === "over";
      }
      press(hold, now.holdAsked, now.holdAsked ? "Off hold" : "Hold");
      press(mute, now.muted, now.muted ? "Unmute" : "Mute");
      hold.classList.toggle("main", now.phase === "holding");
      mute.hidden ||= !spoken;
      transfer.hidden ||= !targets.length;
      if (ringing || now.phase === "over") shut();
    },
    leave: () => clearInterval(timer),
  }; // prettier-ignore
}

function press(one, on, text) {
  one.setAttribute("aria-pressed", String(Boolean(on)));
  if (one.firstChild.data !== text) one.firstChild.data = text;
}

function transferDialog(first, targets, send) {
  const ways = targets.map((name, at) => {
    const choice = make("input", { type: "radio", name: "to", value: name, id: `to-${at}` });
    choice.checked = at === 0;
    return make("div", { class: "choice" }, choice, make("label", { for: `to-${at}` }, name));
  });
  const text = make("textarea", { rows: "3", maxlength: "500", "aria-labelledby": "transfer-why" });
  const chosen = () => dialog.querySelector("input:checked").value;
  function go(words) {
    send({ type: "transfer", to: chosen(), text: words });
    dialog.close();
    text.value = "";
  }
  const aloud = button("Say it aloud", () => go(""), "main");
  const written = button("Send and transfer", () => (text.value.trim() ? go(text.value.trim()) : text.focus()));
  const dialog = make("dialog", { class: "transfer", "aria-labelledby": "transfer-title" },
    make("h2", { id: "transfer-title" }, "Transfer the call"),
    make("fieldset", {}, make("legend", { class: "label" }, "To whom"), ...ways),
    make("p", { id: "transfer-why" }, `What do you say to ${first} before you pass the call on?`),
    text,
    make("div", { class: "row" }, aloud, written, button("Cancel", () => dialog.close(), "plain"))); // prettier-ignore
  return {
    dialog,
    ask() {
      aloud.hidden = dialog.dataset.spoken === "false";
      dialog.showModal();
    },
    shut: () => dialog.open && dialog.close(),
  };
}
