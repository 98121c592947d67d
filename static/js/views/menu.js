// A popover hangs from its button: styles alone cannot place it in every browser yet.

const EDGE = 4; // pixels that stay free beside a menu

/** Hangs an opening menu from its button; while it is open it follows, as when a phone is turned. */
export function place(menu, button) {
  const hang = () => {
    const { bottom, right, width } = button.getBoundingClientRect();
    if (!width) return; // a button that is not shown leaves its menu where it was
    menu.style.top = `${bottom + 4}px`;
    const { clientWidth } = document.documentElement;
    const most = clientWidth - menu.offsetWidth - EDGE; // further, and its left side would be beyond the page
    menu.style.right = `${Math.max(EDGE, Math.min(clientWidth - right, most))}px`;
  };
  const turned = ({ newState }) => {
    if (newState !== "closed") return void hang(); // now it has a width
    removeEventListener("resize", hang);
    menu.removeEventListener("toggle", turned);
  };
  hang();
  addEventListener("resize", hang);
  menu.addEventListener("toggle", turned);
}
