// Entry of the quiz pages: keys, order, clock.
import "./elements/cb-scheme.js";
import "./elements/cb-question.js";
import "./elements/cb-order.js";
import "./elements/cb-timer.js";
