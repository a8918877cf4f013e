import { button, heading, make } from "../dom.js";

/** After a phone call: what an agent writes into the system before the next one. */
export function notes(state, send) {
  const reference = make("input", { type: "text", id: "reference", maxlength: "60", autocomplete: "off" });
  const summary = make("textarea", { id: "summary", rows: "5", maxlength: "2000" });
  const keep = () => send({ type: "notes", reference: reference.value, summary: summary.value });
  const element = make("main", { class: "page narrow" },
    make("header", { class: "page-head" },
      make("div", {}, make("p", { class: "label" }, "After the call"), heading("Log the complaint"))),
    make("p", { class: "lead dim" }, "Write down what the next colleague needs. It is kept with the call and never scored."),
    make("div", { class: "field" }, make("label", { for: "reference" }, "Reference"), reference),
    make("div", { class: "field" }, make("label", { for: "summary" }, "What happened, what was agreed, by when"), summary),
    make("div", { class: "row" }, button("Keep the notes", keep, "main large"),
      button("Skip", () => send({ type: "notes", reference: "", summary: "" }), "plain"))); // prettier-ignore
  return { element };
}
