// The one helper for making nodes: text only ever arrives as text.

/** `make("li.goal", {title: "x"}, "text", child)`: tag and classes, attributes (null leaves out), children. */
export function make(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag || "div");
  node.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The lab that an element stands in: `{client, on(type, handler), send(type, detail)}`. */
export function labOf(element) {
  return element.closest("cb-lab");
}
