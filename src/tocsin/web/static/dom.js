// Building the page. Words come from strangers: they only ever become text, never markup.

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

// The same for what is drawn.
export function shape(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

// Put new content into a place only when it is other than before, and keep the focus where it was.
const drawn = new WeakMap();

export function draw(place, model, build) {
  const mark = JSON.stringify(model);
  if (drawn.get(place) === mark) return false;
  drawn.set(place, mark);
  const active = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...[build()].flat(3).filter(Boolean));
  if (active) place.querySelector(`[data-key="${CSS.escape(active)}"]`)?.focus();
  return true;
}

export function plain(word) {
  return String(word).replaceAll("_", " ");
}
