// A machine of one's own in a room: the board is told how far it is, and what its network looks like.

import { GraphModel } from "../models/graph.js";
import { workOf } from "../models/room_words.js";
import { sketchOf } from "../models/sketch.js";

const AFTER_MS = 1_500;

export function report(lab, link) {
  const network = new GraphModel();
  let goals = [];
  let told = null;
  let timer = null;
  const tell = () => {
    const work = workOf(goals, sketchOf(network));
    if (JSON.stringify(work) === JSON.stringify(told)) return;
    told = work;
    link.say(work);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, AFTER_MS);
  };
  link.addEventListener("welcome", () => told && link.say(told));
  lab.on("goals", (message) => {
    goals = message.goals;
    soon();
  });
  lab.on("graph", (message) => message.name === "network" && network.apply(message) && soon());
}
