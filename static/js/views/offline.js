// From the first visit on a page works without a network: files by the service worker, and the page itself, which came
// before there was one.

const PAGES = "cellblock-pages"; // as js/offline/worker.js names the store
let kept = false;

/** Registers the service worker at `url`; what a browser refuses (a page that is not secure) is no failure. */
export async function keepOffline(url) {
  if (kept || !navigator.serviceWorker) return;
  kept = true;
  const first = !navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register(url);
    if (!first || globalThis !== globalThis.top) return;
    await navigator.serviceWorker.ready;
    await (await caches.open(PAGES)).add(location.pathname + location.search);
  } catch {
    kept = false; // tried again at the next pause
  }
}
