// The named steps of starting a machine, and how they read to a learner while the first screen waits.

export const STAGES = [
  ["worker", "starting a worker"],
  ["connect", "asking the server for the machine"],
  ["runtime", "loading Python"],
  ["engine", "unpacking the machine"],
  ["boot", "booting FreeBSD"],
  ["replay", "replaying your work"],
  ["ready", "ready"],
];

export function stageText(name) {
  return STAGES.find(([key]) => key === name)?.[1] ?? name;
}

/** How far along, 0..1, for a bar that only ever grows. */
export function stageShare(name) {
  const index = STAGES.findIndex(([key]) => key === name);
  return index < 0 ? 0 : index / (STAGES.length - 1);
}
