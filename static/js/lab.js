// Entry of the lab page. `cb-lab` (boot.js) lives already: the other elements look for it as they come to life.
import "./elements/cb-scheme.js";
import "./elements/cb-lab.js";
import "./elements/cb-kept.js";
import "./elements/cb-share.js";
import "./elements/cb-settings.js";
import "./elements/cb-status.js";
import "./elements/cb-notice.js";
import "./elements/cb-terminal.js";
import "./elements/cb-terminals.js";
import "./elements/cb-session.js";
import "./elements/cb-keybar.js";
import "./elements/cb-goals.js";
import "./elements/cb-confirm.js";
import "./elements/cb-strip.js";
import "./elements/cb-commands.js";
import "./elements/cb-divider.js";
import "./elements/cb-tabs.js";
import "./elements/cb-panes.js";
import "./elements/cb-projector.js";

const LATE_MS = 1_500; // for a machine that does not come to rest
const lab = document.querySelector("cb-lab");
let timer = null;

/** What shows what was done comes behind: no first answer waits for it. It is told then what the others have heard. */
async function behind() {
  clearTimeout(timer);
  for (const end of ends.splice(0)) end();
  if (customElements.get("cb-graph")) return; // a room's page has brought it
  await import("./late.js");
  lab.history.anew();
}

const ends = ["broken", "lost"].map((type) => lab.on(type, behind));
ends.push(lab.on("clock", () => (lab.client.settled ? behind() : (timer ??= setTimeout(behind, LATE_MS)))));
lab.release();
