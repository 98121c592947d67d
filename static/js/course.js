// Entry of a course's live pages.
import "./elements/cb-nudged.js";
import "./site.js";
