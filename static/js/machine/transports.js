// Which way leads to the machine. Most pages have it in a worker of their own; a page whose machine stands elsewhere brings the
// script that reaches it, before boot.js, and others need not carry it.

import { WorkerTransport } from "./transport_worker.js";

const OFFERED = new Map(); // by the address in a configuration that asks for it

/** This transport serves configurations that have an address of this name. */
export function offer(name, Transport) {
  OFFERED.set(name, Transport);
}

/** The transport that a page's configuration asks for. */
export function transportFor(config) {
  for (const [name, Transport] of OFFERED) if (config.urls[name]) return new Transport(config);
  return new WorkerTransport(config);
}
