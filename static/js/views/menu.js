// A popover hangs from its button: styles alone cannot place it in every browser yet.

/** Hangs an opening menu from its button; while it is open it follows, as when a phone is turned. */
export function place(menu, button) {
  const hang = () => {
    const { bottom, right, width } = button.getBoundingClientRect();
    if (!width) return; // a button that is not shown leaves its menu where it was
    menu.style.top = `${bottom + 4}px`;
    menu.style.right = `${Math.max(4, document.documentElement.clientWidth - right)}px`;
  };
  const left = ({ newState }) => {
    if (newState !== "closed") return;
    removeEventListener("resize", hang);
    menu.removeEventListener("toggle", left);
  };
  hang();
  addEventListener("resize", hang);
  menu.addEventListener("toggle", left);
}
