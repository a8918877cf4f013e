/** A device of the group: its connection, and the page that belongs to each step. */

import { make, heading } from "../dom.js";
import { connect } from "../wire.js";

/** `views`: step → (state, send) → {element, update(state)}; a page stays until its step changes. */
export function member(role, views, handlers = {}) {
  const stage = document.getElementById("stage");
  const lost = document.getElementById("lost");
  let step = null;
  let view = null;
  const wire = connect({
    path: `/group/ws?as=${role}`,
    onState: (up) => {
      lost.hidden = up;
    },
    onMessage(message) {
      if (message.type !== "state") {
        if (message.type === "error") console.warn(`The kiosk did not take a message: ${message.text}`);
        handlers[message.type]?.(message, view);
        return;
      }
      const page = views[message.step] ?? gone;
      if (page !== step) {
        step = page;
        view = page(message, wire.send);
        document.documentElement.dataset.step = message.step;
        stage.replaceChildren(view.element);
      }
      view.update?.(message);
    },
  });
  return wire;
}

function gone() {
  return {
    element: make("main", { class: "page narrow middle" },
      heading("This visit is over"),
      make("p", { class: "lead dim" }, "Each learner's visit has a code of its own. It stands on the kiosk's screen."),
      make("a", { class: "button main-link", href: "/join" }, "Join the next one")),
  }; // prettier-ignore
}
