// The journal of the room's machine belongs to a generation of the lease: it is kept under its number, and given with the last one.

import { token } from "../views/token.js";

export class Giving {
  #lab;

  constructor(lab, generation) {
    this.#lab = lab;
    this.generation = generation;
    const { urls } = lab.config;
    urls.journal = urls.journal.replace(/generation=\d+/, `generation=${generation}`);
  }

  /** Keeps the journal as it stands now, and lets go of the machine. A room that cannot hear that takes it after some seconds. */
  give() {
    const url = `${this.#lab.config.urls.journal}&gives`;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    this.#lab.save((journal) => fetch(url, { method: "PUT", body: JSON.stringify(journal), headers }).catch(() => {}));
  }
}
