// First entry of the lab page: starts the machine's worker before terminal and graphs are even loaded.
import "./elements/cb-lab.js";
