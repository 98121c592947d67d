// Entry of every page but the lab: the scheme switch and the catalogue's nudges.
import "./elements/cb-scheme.js";
import "./elements/cb-progress.js";
