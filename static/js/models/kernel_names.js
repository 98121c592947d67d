// The few questions that the drawing asks of an element's `data`, which holds kernel names.

import { gettext } from "./language.js";

export function jidOf(element) {
  return Number(element?.data?.pr_id ?? element?.data?.jid ?? 0);
}

export function parentJidOf(element) {
  return Number(element?.data?.pr_parent ?? 0);
}

export function isUp(element) {
  const data = element?.data ?? {};
  if (typeof data.up === "boolean") return data.up;
  return /\bUP\b/.test(String(data.if_flags ?? ""));
}

const NO_LIST = { disable: gettext("no IPv4"), inherit: gettext("parent’s IPv4") };

/** Addresses as the projection gives them, one string with blanks between; a jail may have a word instead of a list. */
export function addressesOf(element) {
  const text = String(element?.data?.if_addrhead ?? element?.data?.pr_ip4 ?? "");
  return NO_LIST[text] ? [NO_LIST[text]] : text.split(/[\s,]+/).filter(Boolean);
}

export function pidOf(element) {
  return Number(element?.data?.p_pid ?? 0);
}

export function isRoot(element) {
  return Number(element?.data?.cr_uid ?? -1) === 0;
}

export function isZombie(element) {
  const state = String(element?.data?.p_state ?? "");
  return state === "PRS_ZOMBIE" || state === "Z";
}

export function isLoopback(element) {
  return /^lo\d+$/.test(element.label ?? "");
}
