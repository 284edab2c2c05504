// Building the page. Words come from strangers: they only ever become text, never markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "class") node.className = value;
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
  place.replaceChildren(...[build()].flat().filter(Boolean));
  if (active) place.querySelector(`[data-key="${CSS.escape(active)}"]`)?.focus();
  return true;
}

export function plain(word) {
  return String(word).replaceAll("_", " ");
}
