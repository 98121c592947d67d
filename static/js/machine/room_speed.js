// The speed of the room's machine is the room's: everybody's clock runs as fast.

const select = () => document.querySelector(".status-speed select");

export function setSpeed(lab, speed) {
  lab.pacer.speed = speed;
  select().value = String(speed);
}

/** Whoever has the machine and may says how fast: `room` is the element that asks. */
export function offerSpeed(room) {
  select().addEventListener("change", ({ target }) => {
    window.htmx.ajax("POST", room.dataset.act, { source: room, values: { speed: target.value }, target: "#room-said" });
  });
}
