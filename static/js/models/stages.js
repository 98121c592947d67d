// The named steps of starting a machine, and how they read to a learner while the first screen waits.

import { gettext } from "./language.js";

export const STAGES = [
  ["worker", gettext("starting a worker")],
  ["connect", gettext("asking the server for the machine")],
  ["runtime", gettext("loading Python")],
  ["engine", gettext("unpacking the machine")],
  ["boot", gettext("booting FreeBSD")],
  ["replay", gettext("replaying your work")],
  ["ready", gettext("ready")],
];

export function stageText(name) {
  return STAGES.find(([key]) => key === name)?.[1] ?? name;
}

/** How far along, 0..1, for a bar that only ever grows. */
export function stageShare(name) {
  const index = STAGES.findIndex(([key]) => key === name);
  return index < 0 ? 0 : index / (STAGES.length - 1);
}
