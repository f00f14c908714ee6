// Open pages keep up: every half second a small question, and the page's own callbacks only where something changed.
"use strict";
(() => {
  const EVERY = 500; // ms between two questions
  const LATEST = 3000; // ms: so late at most a page is found after it has asked for its data
  let watched = "";
  let found = 0; // when this topic was first seen on the page
  let seen = new Map(); // process that answered -> its number of the last change
  let timer = 0;
  let asking = null; // the question under way
  let leaving = false; // somebody logs out here: a question after it would be answered with 401

  const topic = () => document.querySelector("[data-watch]")?.dataset.watch || "";
  const of_today = () => !new URLSearchParams(location.search).get("as_of");

  // Somebody has opened a form of the page or writes in it, or has a receipt before them: drawn anew, it would be gone.
  const at_work = () =>
    document.querySelector("[data-keep] :is(.receipt, details[open])") !== null ||
    [...document.querySelectorAll("[data-keep] :is(input, select, textarea)")].some(
      (field) => field === document.activeElement || field.value !== "",
    );

  const ask = async () => {
    const now = topic();
    if (!now || !of_today()) return;
    if (now !== watched) [watched, found, seen] = [now, performance.now(), new Map()];
    const { signal } = (asking = new AbortController());
    const answer = await fetch(`/_changed?topic=${encodeURIComponent(now)}`, { signal });
    if (!answer.ok || topic() !== watched) return;
    const { teller, version, age } = await answer.json();
    // Of one asked for the first time, what changed since the page asked for its data; later, any change.
    const since = performance.now() - found + LATEST;
    const changed = seen.has(teller) ? version !== seen.get(teller) : version > 0 && age * 1000 < since;
    seen.set(teller, version);
    if (changed) window.dash_clientside.set_props("live", { data: `${teller} ${version}` });
  };

  const look = async () => {
    clearTimeout(timer);
    if (document.hidden || leaving) return; // until somebody looks again
    try {
      await ask();
    } catch {
      // the server is away: the next question will tell
    }
    clearTimeout(timer);
    timer = setTimeout(look, EVERY);
  };

  document.addEventListener("submit", ({ target }) => {
    if (new URL(target.action, location).pathname !== "/logout") return;
    leaving = true;
    asking?.abort();
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("DOMContentLoaded", look);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    live: {
      // the same data once more: whoever reads them runs again
      again(_version, data) {
        if (at_work()) {
          document.querySelector("[data-changed]")?.removeAttribute("hidden");
          return window.dash_clientside.no_update;
        }
        return data && typeof data === "object" ? { ...data } : data;
      },

      // the blocks that the grid holds are fetched anew, and swapped when they are here
      rows(_version, grid) {
        try {
          window.dash_ag_grid?.getApi(grid)?.refreshInfiniteCache();
        } catch {
          // not drawn yet, or no longer: it asks for its rows itself
        }
        return window.dash_clientside.no_update;
      },
    },
  });
})();
