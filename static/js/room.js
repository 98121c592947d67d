// Entry of a room's page: the lab, and the room's bar.
import "./lab.js";
import "./late.js";
import "./elements/cb-board.js";
import "./elements/cb-countdown.js";
import "./elements/cb-ink.js";
import "./elements/cb-room.js";
