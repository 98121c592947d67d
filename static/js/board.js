// Entry of the board on a page of its own.
import "./elements/cb-scheme.js";
import "./elements/cb-board.js";
