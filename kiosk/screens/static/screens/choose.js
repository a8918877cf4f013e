import { button, heading, make, plural } from "../dom.js";
import { Face } from "../parts/face.js";
import { wakeSound } from "../voice.js";

export function choose(state, send) {
  const cards = state.roleplays.map((roleplay) => card(roleplay, send));
  const nothing = make("p", { class: "lead" }, "No role-play could be loaded. Run “kiosk check” to see why.");
  const element = make("main", { class: "page" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, "Step 1 of 3"), heading("Who would you like to talk to?")),
      button("Leave", () => send({ type: "leave" }), "plain")),
    cards.length ? make("ul", { class: "cards" }, ...cards) : nothing); // prettier-ignore
  return { element };
}

function card(roleplay, send) {
  const place = make("span", { class: "face" });
  new Face(place, roleplay.voice, { moving: false }).setMood(roleplay.mood);
  const level = make("span", { class: "dots", role: "img", "aria-label": `Level ${roleplay.level} of 5` });
  for (let dot = 1; dot <= 5; dot++) level.append(make("i", { class: dot <= roleplay.level ? "on" : "" }));
  const words = make("span", { class: "card-words" },
    make("span", { class: "card-title" }, roleplay.title),
    make("span", { class: "dim" }, `${roleplay.customer}, ${roleplay.setting}`),
    make("span", { class: "card-foot label" }, level, make("span", {}, `about ${plural(roleplay.minutes, "minute")}`))); // prettier-ignore
  const onclick = () => {
    wakeSound();
    send({ type: "choose", roleplay: roleplay.name });
  };
  return make("li", {}, make("button", { type: "button", class: "card", onclick }, place, words));
}
