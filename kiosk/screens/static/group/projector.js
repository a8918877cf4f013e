/** The call on the wall: nothing to press, everything readable from the back row. */

import { make, plural, setText } from "../dom.js";
import { Face } from "../parts/face.js";
import { heatChart } from "../parts/heat.js";
import { announce, voice } from "../voice.js";
import { pointsTable, turnTable } from "./compare.js";
import { member } from "./member.js";

const PHASES = {
  ringing: () => "Ringing",
  speaking: (name) => `${name} speaks`,
  listening: () => "Learner's turn",
  thinking: (name) => `${name} thinks`,
  holding: (name) => `${name} is on hold`,
  paused: () => "Paused by the trainer",
  over: () => "The call is over",
};
const SMALLEST = 0.5; // of the largest caption

const firstName = (state) => state.roleplay.customer.split(" ")[0];
const inTwo = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Sets everything in the largest size, down to SMALLEST, at which all of it is seen. */
function fit(box) {
  let size = 1;
  do {
    box.style.setProperty("--size", size.toFixed(2));
    size -= 0.05;
  } while (size >= SMALLEST && box.scrollHeight > box.clientHeight);
  box.scrollTop = box.scrollHeight;
}

function joining({ large = false } = {}) {
  const address = make("b");
  const code = make("b", { class: "code" });
  const picture = make("img", { alt: "", class: "qr" });
  const shut = make("p", { class: "dim", hidden: true }, "This kiosk is open to its own machine only. Start it with --lan for phones.");
  const element = make("div", { class: large ? "joining large" : "joining" }, picture,
    make("div", {}, make("p", { class: "dim" }, "Join at ", address), code, large ? shut : null)); // prettier-ignore
  let shown = "";
  return {
    element,
    async update({ code: now }) {
      element.hidden = !now;
      if (!now || now === shown) return;
      shown = now;
      setText(code, inTwo(now));
      picture.src = `/group/code.svg?${now}`;
      const answer = await fetch("/group/address");
      if (!answer.ok) return;
      const { address: where, reachable } = await answer.json();
      setText(address, `${where}/join`);
      shut.hidden = reachable;
    },
  };
}

function waiting(state) {
  const join = joining({ large: true });
  const title = make("h1", {}, "Mark what you hear");
  const people = make("p", { class: "lead", role: "status" });
  const element = make("main", { class: "wall centre" }, title,
    make("p", { class: "lead dim" }, "Take out your phone, join, and note what you notice in the learner's replies."), join.element, people); // prettier-ignore
  return {
    element,
    update(now) {
      join.update(now);
      title.textContent = now.roleplay?.title ?? "Mark what you hear";
      setText(people, now.observers ? `${plural(now.observers, "observer")} joined` : "");
    },
  };
}

function attract() {
  return {
    element: make("main", { class: "wall centre" }, make("h1", {}, "Nobody is at the kiosk"),
      make("p", { class: "lead dim" }, "The call is shown here as soon as somebody touches the kiosk's screen.")),
  }; // prettier-ignore
}

function call(state) {
  const name = firstName(state);
  const place = make("div", { class: "face" });
  const face = new Face(place, state.roleplay.voice);
  const mood = make("p", { class: "mood accent" });
  const phase = make("p", { class: "phase" });
  const stage = make("p", { class: "stage dim" });
  const timer = make("p", { class: "timer", role: "timer" });
  const text = make("div", { class: "saying" });
  const heat = heatChart();
  const heatNow = make("b");
  const join = joining();
  const element = make("main", { class: "wall call" },
    make("header", {}, make("div", {}, make("h1", {}, state.roleplay.title), stage), phase, timer),
    make("section", { class: "who" }, place, make("p", { class: "name" }, state.roleplay.customer), mood),
    make("section", { class: "words" }, text),
    make("footer", {}, make("div", { class: "heat-box" }, make("p", {}, `${name}'s heat`, heatNow), heat.element), join.element)); // prettier-ignore

  let began = null; // ms; null: nobody has answered yet
  let running = false;
  let said = [];
  const tick = () => {
    if (!element.isConnected && running) return;
    const seconds = began === null ? 0 : Math.max(0, Math.floor((performance.now() - began) / 1000));
    setText(timer, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    running = true;
    setTimeout(tick, 250);
  };
  function captions(partial) {
    const lines = partial ? [...said.slice(-1), { who: "you", text: partial }] : said;
    text.replaceChildren(...lines.map(({ who, text: words }, at) =>
      make("p", { class: `line ${who} ${at === lines.length - 1 ? "last" : ""}` },
        make("span", { class: "speaker" }, who === "you" ? "Learner" : name), words))); // prettier-ignore
    fit(text);
  }
  new ResizeObserver(() => fit(text)).observe(element);
  setTimeout(tick);
  return {
    element,
    update({ call: now, ...rest }) {
      if (!now) return;
      join.update(rest);
      began = now.phase === "ringing" ? null : performance.now() - now.elapsed * 1000;
      element.dataset.phase = now.phase;
      face.setMood(now.mood);
      setText(mood, capital(now.mood));
      setText(phase, PHASES[now.phase](name));
      setText(stage, `${capital(now.stage)} · step ${now.at} of ${now.stages.length}`);
      heat.draw(now.heat);
      setText(heatNow, String(now.heat.at(-1)));
      said = now.said;
      captions(now.phase === "listening" || now.phase === "thinking" ? now.partial : "");
    },
    partial: captions,
    mouth: (level) => face.setMouth(element.dataset.phase === "speaking" ? level : 0),
  };
}

function voting(state) {
  const count = make("p", { class: "count accent", role: "status" });
  const join = joining();
  return {
    element: make("main", { class: "wall centre" }, make("h1", {}, "What did you hear?"),
      make("p", { class: "lead dim" }, "Mark the replies and the marking points on your phone. Then room and machine are shown side by side."), count, join.element),
    update(now) {
      join.update(now);
      setText(count, `${now.voters} of ${plural(now.observers, "observer")} ${now.voters === 1 ? "has" : "have"} marked`);
    },
  }; // prettier-ignore
}

function revealed() {
  const title = make("h1");
  const reply = make("blockquote");
  const place = make("div", { class: "table" });
  return {
    element: make("main", { class: "wall beside-page" }, title, reply, place),
    update({ compared }) {
      if (!compared) return;
      const turn = compared.turns.find((one) => one.turn === compared.showing);
      setText(title, turn ? `Reply ${turn.turn}: room and machine` : "Room and machine");
      reply.hidden = !turn;
      setText(reply, turn ? turn.text || "(nothing was heard)" : "");
      place.replaceChildren(turn ? turnTable(turn, compared.voters) : pointsTable(compared));
      fit(place);
    },
  };
}

let shown = null;
voice.onMouth = (level) => shown?.mouth?.(level);
const moves = (message, view) => {
  shown = view;
  announce({ ...message, number: null });
};
member("projector", { waiting, attract, call, voting, revealed }, {
  partial: ({ text }, view) => view?.partial?.(text),
  voice: moves,
  mouth: moves,
}); // prettier-ignore
