// In the page's head, a classic script: the machine's worker starts before the page is parsed and painted.
// client.js takes it over, with what it said until then.
(() => {
  if (typeof WebAssembly !== "object") return;
  const { engine, urls } = JSON.parse(document.getElementById("lab-config").textContent);
  const absolute = (url) => new URL(url, location.href).href;
  const worker = new Worker(urls.worker, { type: "module" });
  const said = [];
  worker.onmessage = ({ data }) => said.push(data);
  worker.onerror = ({ message }) => said.push({ kind: "broken", where: "worker", error: message || "the worker did not load" });
  const rest = urls.rest ? absolute(urls.rest) : null;
  worker.postMessage({ kind: "start", engine, pyodide: absolute(urls.pyodide), bundle: absolute(urls.bundle), rest });
  window.cellblockAhead = { worker, said };
})();
