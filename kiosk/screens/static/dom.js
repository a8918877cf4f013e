/** Makes elements. Text only ever becomes text, so nothing in a role-play can become markup. */

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function button(text, onclick, kind = "") {
  return make("button", { type: "button", class: kind, onclick }, text);
}

/** The heading of a screen, which gets the focus when the screen opens, so that it is read out. */
export function heading(text) {
  return make("h1", { tabindex: "-1" }, text);
}

export function plural(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
