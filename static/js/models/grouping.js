// The process graph by user instead of by prison: the same processes in boxes of user ids.

/** A model like the one given whose boxes are users; `root` is drawn where the host would be. */
export function byUser(model) {
  const processes = model.nodes.filter((node) => node.kind === "process");
  const users = new Map();
  const boxed = processes.map((process) => {
    const uid = Number(process.data?.cr_uid ?? 0);
    if (!users.has(uid)) users.set(uid, { id: `user:${uid}`, kind: "user", label: uid ? `uid ${uid}` : "root, uid 0", data: { cr_uid: uid } });
    return { ...process, parent: `user:${uid}` };
  });
  const nodes = [...[...users].sort(([a], [b]) => a - b).map(([, user]) => user), ...boxed];
  const byId = new Map([...nodes, ...model.edges].map((element) => [element.id, element]));
  return { nodes, edges: model.edges, elements: byId, get: (id) => byId.get(id) };
}
