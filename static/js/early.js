// Before the first paint: colours, motion and size of text that this browser was told to keep.
(() => {
  document.documentElement.classList.remove("no-js");
  try {
    for (const [name, values] of Object.entries({ scheme: ["light", "dark"], motion: ["reduced"], text: ["large", "larger"] })) {
      const value = localStorage.getItem(`cellblock.${name}`);
      if (values.includes(value)) document.documentElement.dataset[name] = value;
    }
  } catch {
    // Storage may be refused; the system's scheme then stands.
  }
})();
