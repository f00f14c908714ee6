// Runs in <head> before anything is drawn, so that a dark page never flashes white.
"use strict";
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("cockpit-theme");
  } catch {
    // Storage may be forbidden; the system's own preference then decides each time.
  }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
