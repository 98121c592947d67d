// The last command as a tree of processes, each with its system calls: what was asked, what came of it, which check said so.

import { gettext } from "./language.js";

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

/** What a prison's address rule put in place of what was asked, and in which of FreeBSD's functions. */
export function rewrittenLine({ call, before, after }) {
  return (call ? `${call}: ` : "") + gettext("address {before} → {after}", { before, after });
}

/** The way to a variable of the stack: `V_rt_tables in vnet 1, by prison www`. */
export function walkLine({ prison, vnet, variable }) {
  const stack = vnet ? `vnet ${vnet}` : "vnet0";
  const by = prison === "0" ? "prison0" : `prison ${prison}`;
  return gettext("{variable} in {stack}, by {prison}", { variable, stack, prison: by });
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

/** Whether a call that went well came back with nothing. */
export function isEmpty(call) {
  return !call.error && call.result === "[]";
}

/** Counts for the tab: calls, refused calls, refused checks. */
export function summary(calls) {
  const refused = calls.filter((call) => call.error).length;
  const checks = calls.flatMap((call) => call.checks ?? []).filter((check) => !check.granted).length;
  return { calls: calls.length, refused, checks };
}

/** Whether something in a call asks for an explanation. */
export function isTelling(call) {
  return Boolean(call.error) || isEmpty(call) || [call.rewritten, call.stopped].some((some) => some?.length) || (call.checks ?? []).some((check) => !check.granted);
}

/** The calls to show: all, or only those that ask for an explanation. */
export function filtered(calls, onlyTelling) {
  const kept = onlyTelling ? calls.filter(isTelling) : calls;
  return { shown: kept.slice(-MOST_CALLS), hidden: Math.max(0, kept.length - MOST_CALLS) };
}

/**
 * The processes of a command, each below its parent: `[{pid, comm, jid, status, steps, counts}]`; a step is `{call}` or
 * `{child}`. A child stands after the call that made it, or last, where that call is not among those given.
 */
export function treeOf(calls, processes) {
  const nodes = new Map();
  const node = (pid) => {
    if (!nodes.has(pid)) nodes.set(pid, { pid, comm: "", jid: null, status: null, steps: [], calls: [], placed: false });
    return nodes.get(pid);
  };
  for (const { pid, ppid, comm, jid, status } of processes) Object.assign(node(pid), { ppid, comm, jid, status });
  for (const call of calls) {
    const maker = node(call.pid);
    maker.comm ||= call.comm ?? "";
    maker.calls.push(call);
    maker.steps.push({ call });
    const child = /fork/.test(call.name) && nodes.get(call.result);
    if (child && child !== maker && !child.placed) {
      child.placed = true;
      maker.steps.push({ child });
    }
  }
  const roots = [];
  for (const one of nodes.values()) {
    one.counts = summary(one.calls);
    if (one.placed) continue;
    const parent = nodes.get(one.ppid);
    if (parent && parent !== one) parent.steps.push({ child: one });
    else roots.push(one);
  }
  return roots.filter((one) => one.steps.length || one.ppid !== undefined);
}

/** `812 ping, jail 2, exit 0`. */
export function processLine({ pid, comm, jid, status }) {
  const ended = status === null || status === undefined ? null : exitWords(status);
  return [`${pid} ${comm}`.trim(), jid ? `jail ${jid}` : null, ended].filter(Boolean).join(", ");
}

/** A status word of wait(2), as sys/wait.h takes it apart. */
function exitWords(status) {
  const signal = status & 0x7f;
  return signal ? gettext("killed by signal {signal}", { signal }) : `exit ${status >> 8}`;
}
