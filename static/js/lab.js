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
import "./elements/cb-find.js";
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
import "./elements/cb-graph.js";
import "./elements/cb-trace.js";
import "./elements/cb-timeline.js";

document.querySelector("cb-lab").release();
