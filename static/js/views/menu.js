// A popover hangs from its button: styles alone cannot place it in every browser yet.

export function place(menu, button) {
  const { bottom, right } = button.getBoundingClientRect();
  menu.style.top = `${bottom + 4}px`;
  menu.style.right = `${Math.max(4, document.documentElement.clientWidth - right)}px`;
}
