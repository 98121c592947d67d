// What a first command does without: graphs, trace, time line, and the search in a terminal. lab.js brings it behind.
import "./elements/cb-graph.js";
import "./elements/cb-trace.js";
import "./elements/cb-timeline.js";
import "./elements/cb-find.js";
