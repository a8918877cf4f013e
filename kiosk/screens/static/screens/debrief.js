import { button, heading, make, plural } from "../dom.js";
import { heatChart } from "../parts/heat.js";

const SIGNS = { met: "✓", "not met": "✗", "not heard": "?" };

export function debrief(state, send) {
  const { debrief: held, roleplay } = state;
  const first = roleplay.customer.split(" ")[0];
  const heat = heatChart();
  heat.draw(held.heat);
  const whole = wholeDebrief(held.call);
  const [from, to] = [held.heat[0], held.heat.at(-1)];
  const element = make("main", { class: "page debrief" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, `${roleplay.title} · ${plural(held.turns, "reply", "replies")} · simulated, formative`),
        heading(held.ending.means)),
    ),
    make("div", { class: "moments" }, ...held.well.map((moment) => momentCard(moment, "well")),
      held.next ? momentCard(held.next, "next") : null),
    held.led.length ? make("ul", { class: "led dim" }, ...held.led.map((step) => make("li", {}, step))) : null,
    held.note ? make("p", { class: "lead dim" }, held.note) : null,
    make("div", { class: "columns" },
      make("section", {}, make("h2", {}, "What the course asks for"), marks(held.marks)),
      make("section", { class: "panel" }, make("h2", {}, `${first}'s heat: ${from} to ${to}`), heat.element,
        make("p", { class: "label" }, "after each of your replies, 0 to 100"))),
    make("div", { class: "row foot" },
      button("Go on", () => send({ type: "onward" }), "main large"),
      button("See the whole debrief", whole.open, "large")),
    whole.dialog); // prettier-ignore
  return { element };
}

function momentCard(moment, kind) {
  return make("article", { class: `moment ${kind}` },
    make("p", { class: "label" }, kind === "well" ? "This worked" : "To try next"),
    make("h2", {}, moment.title),
    moment.words ? make("blockquote", {}, `“${moment.lead}${moment.lead && " "}`, make("mark", {}, moment.words), `${moment.tail && " "}${moment.tail}”`) : null,
    make("p", { class: "dim" }, moment.why),
    moment.better ? make("p", { class: "better" }, make("span", { class: "label" }, "You could say"), make("span", {}, `“${moment.better}”`)) : null); // prettier-ignore
}

function marks(given) {
  return make("ul", { class: "marks" }, ...given.map(({ asks, verdict, because }) =>
    make("li", { "data-verdict": verdict.replace(" ", "-") },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[verdict]),
      make("div", {}, make("p", {}, asks), make("p", { class: "label" }, verdict === "met" ? verdict : `${verdict}: ${because}`))))); // prettier-ignore
}

/** The page that a trainer gets, over this one: a kiosk's browser has no way back from another page. */
function wholeDebrief(id) {
  const frame = make("iframe", { title: "The whole debrief", sandbox: "allow-scripts allow-modals" });
  const dialog = make("dialog", { class: "whole", "aria-label": "The whole debrief" },
    make("div", { class: "row" }, button("Close", () => dialog.close())), frame); // prettier-ignore
  return {
    dialog,
    open() {
      frame.src = `/calls/${id}/debrief`;
      dialog.showModal();
    },
  };
}
