// Commands in the lesson's text: what a tap on one puts at the prompt.

const PROMPT = /^\s*(?:\w+@[\w.-]+:\S*\s?)?[#%$>]\s+/;

/** The commands of a `commands` block, one a line, prompts taken off, continued lines joined. */
export function commandsIn(text) {
  const lines = text.replace(/\\\n\s*/g, "").split("\n");
  return lines.map((line) => line.trimEnd()).filter((line) => line.trim() !== "" && !isComment(line)).map(bare);
}

/** A line that is only a shell comment has nothing to run (`# cmd` is root's prompt: two words or more). */
function isComment(line) {
  return /^\s*##/.test(line);
}

export function bare(line) {
  return line.replace(PROMPT, "");
}

/** What to type so that `command` stands alone at the prompt: ^U clears what was there. */
export function typing(command, pending = "") {
  return (pending ? "\x15" : "") + command;
}
