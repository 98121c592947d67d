// xterm.js and Cytoscape write <style> elements, which a strict style-src refuses (xterm is then black on black).
// Until `restore` is called, a created "style" is a stand-in whose text goes to a constructed sheet instead.

export function shimStyles() {
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function createElement(name, options) {
    return String(name).toLowerCase() === "style" ? standIn(create.call(this, "template")) : create.call(this, name, options);
  };
  return () => {
    Document.prototype.createElement = create;
  };
}

function standIn(node) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(node, "textContent", { get: () => "", set: (text) => sheet.replaceSync(text) });
  Object.defineProperty(node, "sheet", { get: () => sheet });
  node.remove = function remove() {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    Element.prototype.remove.call(node);
  };
  return node;
}
