/** On the kiosk's own screen: the code with which the group joins. */

import { make, setText } from "../dom.js";

const BEFORE_THE_CALL = ["choose", "brief", "check", "ready"];

export function groupBadge() {
  const code = make("b");
  const element = make("aside", { class: "group-code", "aria-label": "Group", hidden: true }, "The group joins with ", code);
  return {
    element,
    update({ step, group }) {
      element.hidden = !group || !BEFORE_THE_CALL.includes(step);
      if (group) setText(code, `${group.slice(0, 3)} ${group.slice(3)}`);
    },
  };
}
