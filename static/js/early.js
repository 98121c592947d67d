// Before the first paint: the scheme that this browser was told to keep.
(() => {
  document.documentElement.classList.remove("no-js");
  try {
    const scheme = localStorage.getItem("cellblock.scheme");
    if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
  } catch {
    // Storage may be refused; the system's scheme then stands.
  }
})();
