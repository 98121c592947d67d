// The service worker: after a first visit the lab works without a network. The server puts VERSION and FILES in front.
//
// Files below /static/ never change under their names: the kept copy is the answer. Only the interpreter goes past this
// worker: a browser finds the code that it compiled of it by the moment at which it came, and a kept copy came later. The copy
// is for machine/worker.js when there is no network, and the browser's own store has lost it. Pages are asked from the network and
// kept; without one, the page as it was last seen, or one that says what is the matter. Everything else, above all what is sent,
// is none of its business.

/* global VERSION, FILES */
const STORE = `cellblock-files-${VERSION}`;
const PAGES = "cellblock-pages";
const NO_NETWORK = "/offline"; // a page that says so
const COMPILED = ".wasm";
const WAIT_MS = 5_000; // for a network that is there and does not answer
const KEPT_PAGES = /^\/($|lessons\/[^/]+\/$|sandbox\/$|s\/[^/]+\/$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
  // Where the browser knows how, it looks into the store itself: no file waits for this worker to start, or to be asked.
  event.addRoutes?.([
    { condition: { requestMethod: "GET", urlPattern: { pathname: `/static/*${COMPILED}` } }, source: "network" },
    { condition: { requestMethod: "GET", urlPattern: { pathname: "/static/*" } }, source: { cacheName: STORE } },
  ]);
});
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname.includes("logout")) event.waitUntil(caches.delete(PAGES)); // whose they were
  if (request.method !== "GET") return;
  if (url.pathname.endsWith(COMPILED)) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(KEPT_PAGES.test(url.pathname) ? page(event) : asked(event));
});

/** What is in an older store already is not fetched again. */
async function fill() {
  const store = await caches.open(STORE);
  for (const file of FILES) {
    const known = await caches.match(file);
    if (known) await store.put(file, known);
    else await store.add(file);
  }
  await store.add(NO_NETWORK);
}

/** What is of no use any more is deleted; from now on a page is asked for while this worker starts. */
async function tidy() {
  await self.registration.navigationPreload?.enable();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== STORE && name !== PAGES).map((name) => caches.delete(name)));
}

async function kept(request) {
  const known = await caches.match(request, { cacheName: STORE });
  if (known && !request.headers.has("range")) return known;
  const answer = await fetch(request);
  if (answer.status === 200) await (await caches.open(STORE)).put(request, answer.clone());
  return answer;
}

async function page(event) {
  const { request } = event;
  try {
    const answer = await Promise.race([fetched(event), late()]);
    if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(request.url, answer.clone());
    return answer;
  } catch (error) {
    return (await caches.match(request.url, { cacheName: PAGES, ignoreVary: true })) ?? (await noNetwork(error));
  }
}

/** A page that is not kept: from the network or not at all. */
function asked(event) {
  return fetched(event).catch(noNetwork);
}

/** The answer that was asked for while this worker started, if it was. */
async function fetched({ request, preloadResponse }) {
  return (await preloadResponse) ?? fetch(request);
}

async function noNetwork(error) {
  const said = await caches.match(NO_NETWORK, { cacheName: STORE, ignoreVary: true });
  if (said) return said;
  throw error;
}

function late() {
  return new Promise((_, refuse) => setTimeout(() => refuse(new Error("no answer yet")), WAIT_MS));
}
