// The last command's system calls, as lines to show: what was asked, what came of it, which check said so.

export const MOST_CALLS = 400;

/** `open("/etc/passwd", 0x0) = 3` or `... ERR#1 'EPERM'`, near to truss(1)'s shape. */
export function callLine(call) {
  const args = (call.args ?? []).map(argument).join(", ");
  const outcome = call.error ? `= ${call.error}` : `= ${argument(call.result ?? 0)}`;
  return { call: `${call.name}(${args})`, outcome, refused: Boolean(call.error) };
}

function argument(of) {
  if (of === null || of === undefined) return "NULL";
  if (typeof of === "string") return of;
  return typeof of === "object" ? JSON.stringify(of) : String(of);
}

/** What a prison's address rule put in place of what was asked. */
export function rewrittenLine({ before, after }) {
  return `address ${before} → ${after}`;
}

/** `PRIV_NET_IFCREATE refused: prison_priv_check: not in a vnet`. */
export function checkLine(check) {
  return { priv: check.priv, granted: Boolean(check.granted), rule: check.rule ?? "", where: check.where ?? "" };
}

/** Why a call was refused, and the FreeBSD function that refused it; null where a check inside the call says so already. */
export function whyLine(call) {
  const said = (check) => !check.granted && call.note === `${check.priv}: ${check.rule}`;
  return call.note && !(call.checks ?? []).some(said) ? { note: call.note, where: call.where ?? "" } : null;
}

/** Counts for the tab: calls, refused calls, refused checks. */
export function summary(calls) {
  const refused = calls.filter((call) => call.error).length;
  const checks = calls.flatMap((call) => call.checks ?? []).filter((check) => !check.granted).length;
  return { calls: calls.length, refused, checks };
}

/** The calls to show: all, or only those refused or with a refused check. */
export function filtered(calls, onlyRefused) {
  const wanted = (call) => call.error || (call.checks ?? []).some((check) => !check.granted);
  const kept = onlyRefused ? calls.filter(wanted) : calls;
  return { shown: kept.slice(-MOST_CALLS), hidden: Math.max(0, kept.length - MOST_CALLS) };
}
