/** Room and machine side by side. */

import { make } from "../dom.js";

const VERDICTS = { met: ["✓", "Met"], "not met": ["✗", "Not met"], "not heard": ["–", "Not heard"] };

function bar(count, of, kind) {
  const fill = make("i");
  fill.style.setProperty("--full", of ? (count / of).toFixed(3) : 0);
  return make("span", { class: `share ${kind}`, "aria-hidden": "true" }, fill);
}

function machine(verdict) {
  const [sign, word] = VERDICTS[verdict];
  return make("td", { class: "machine", "data-verdict": verdict.replace(" ", "-") }, make("span", { class: "sign", "aria-hidden": "true" }, sign), word);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function table(caption, first, rows) {
  const head = make("tr", {}, ...[first, "Room", "Machine"].map((text) => make("th", { scope: "col" }, text)));
  return make("table", { class: "beside" }, make("caption", { class: "hush" }, caption), make("thead", {}, head), make("tbody", {}, ...rows));
}

/** The marking points. */
export function pointsTable({ points, voters }) {
  return table("Marking points", "Marking point", points.map(({ point, verdict, room }) => {
    const votes = room.met + room["not met"];
    const says = votes ? `${room.met} met, ${room["not met"]} not met` : "no marks";
    const room_ = make("td", { class: "room" }, bar(room.met, Math.max(votes, voters), "good"), make("span", {}, says));
    return make("tr", {}, make("th", { scope: "row" }, capital(point)), room_, machine(verdict));
  })); // prettier-ignore
}

/** One reply's cues. */
export function turnTable({ cues, heard, turn }, voters) {
  if (heard === "not heard") return make("p", { class: "lead" }, "The machine did not hear this reply well enough, so it marks nothing.");
  if (!cues.length) return make("p", { class: "lead" }, "Neither the room nor the machine marked anything here.");
  return table(`Reply ${turn}`, "What was heard", cues.map((cue) => {
    const room = make("td", { class: "room" }, bar(cue.room, voters, cue.helps ? "good" : "bad"), make("span", {}, `${cue.room} of ${voters}`));
    const sign = cue.machine ? ["✓", "Found"] : ["–", "Not found"];
    const found = make("td", { class: "machine", "data-verdict": cue.machine ? (cue.helps ? "met" : "not-met") : "not-heard" },
      make("span", { class: "sign", "aria-hidden": "true" }, sign[0]), sign[1]);
    const harms = [make("span", { class: "harms", "aria-hidden": "true" }, "▼ "), cue.name, make("span", { class: "hush" }, ", makes it harder")];
    return make("tr", {}, make("th", { scope: "row" }, ...(cue.helps ? [cue.name] : harms)), room, found);
  })); // prettier-ignore
}
