// What is seen at one moment, made from recorded messages, and as messages again for whatever shows it.

const MOST_TEXT = 100_000; // characters of a terminal

/** The moment before anything came. */
export function nothing() {
  return { at: 0, screens: new Map(), graphs: new Map(), goals: null, trace: null };
}

/** A moment that may be changed without changing the first. */
export function copied({ at, screens, graphs, goals, trace }) {
  return { at, screens: new Map(screens), graphs: new Map([...graphs].map(([name, elements]) => [name, new Map(elements)])), goals, trace };
}

/** Changes a moment to what it is after a frame. */
export function applied(moment, { at, messages }) {
  moment.at = at;
  for (const message of messages) STEPS[message.type]?.(moment, message);
  return moment;
}

const STEPS = {
  screen: ({ screens }, { tty, data }) => screens.set(tty, data),
  output: ({ screens }, { tty, data }) => screens.set(tty, shortened((screens.get(tty) ?? "") + data)),
  graph: ({ graphs }, { name, full, delta }) => {
    if (full || !graphs.has(name)) graphs.set(name, new Map());
    const elements = graphs.get(name);
    for (const id of delta.remove ?? []) elements.delete(id);
    for (const element of [...(delta.add ?? []), ...(delta.change ?? [])]) elements.set(element.id, element);
  },
  command: (moment) => {
    moment.trace = null;
  },
  goals: (moment, message) => {
    moment.goals = message;
  },
  trace: (moment, message) => {
    moment.trace = message;
  },
};

function shortened(text) {
  return text.length > 2 * MOST_TEXT ? text.slice(-MOST_TEXT) : text;
}

/** A `graph` message that says a whole graph. */
export function whole(name, elements) {
  return { type: "graph", name, full: true, delta: { add: [...elements.values()], change: [], remove: [] } };
}

/** A `graph` message that leads from one state of a graph to another. */
export function delta(name, before, after) {
  const add = [];
  const change = [];
  for (const [id, element] of after) {
    const known = before.get(id);
    if (!known) add.push(element);
    else if (known !== element) change.push(element);
  }
  const remove = [...before.keys()].filter((id) => !after.has(id));
  return { type: "graph", name, full: false, delta: { add, change, remove } };
}

/**
 * What to tell graphs, trace and goals so that they show frame `index` of a time line, what its command changed, and what flew
 * since; of packets that landed before `since` it is known already where they went.
 */
export function told(timeline, index, since = 0) {
  const command = timeline.commandAt(index);
  const now = timeline.moment(index);
  const before = command < 0 ? now : timeline.moment(command - 1);
  const messages = [{ type: "screen", tty: 0, data: "", past: true }];
  for (const name of now.graphs.keys()) messages.push(whole(name, before.graphs.get(name) ?? new Map()));
  if (command >= 0) messages.push(timeline.frames[command].messages.findLast(({ type }) => type === "command"));
  if (command >= 0) for (const [name, elements] of now.graphs) messages.push(delta(name, before.graphs.get(name) ?? new Map(), elements));
  const packets = command < 0 ? [] : flown(timeline, command, index);
  if (packets.length) messages.push({ type: "packets", packets, since });
  if (now.trace) messages.push(now.trace);
  if (now.goals) messages.push(now.goals);
  return messages;
}

/** The packets of a command, up to a frame. */
function flown(timeline, command, index) {
  const frames = timeline.frames.slice(command, index + 1);
  return frames.flatMap(({ messages }) => messages.filter(({ type }) => type === "packets").flatMap(({ packets }) => packets));
}
