// Our few lines in the browser: colours and maps into charts, clicks into addresses, light and dark.
"use strict";
(() => {
  const maps = new Map(); // address -> promise of a GeoJSON, so that a map travels once

  // Charts come with tokens ("--accent") instead of colours: the same answer of the server serves both themes.
  const resolved = (value, style) => {
    if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
    if (Array.isArray(value)) return value.map((item) => resolved(item, style));
    if (value && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, style)]));
    return value;
  };

  const map_at = (address) => {
    if (!maps.has(address)) maps.set(address, fetch(address).then((answer) => answer.json()));
    return maps.get(address);
  };

  // Pages with a grid need its 300 kB of script; it is left out elsewhere, so they are entered by a whole page load.
  const needs_load = (href) => {
    const path = new URL(href, location.href).pathname;
    const pages = (document.documentElement.dataset.gridPages || "").split(" ");
    return pages.includes(path) && !window.dash_ag_grid;
  };

  // The day that pages look at stands in the address and travels along, until one goes back to today.
  const DAY = "as_of";
  const day_in = (address) => new URL(address, location.href).searchParams.get(DAY) || "";
  const loaded_day = day_in(location.href);

  const with_day = (href) => {
    const url = new URL(href, location.href);
    if (loaded_day && !url.searchParams.has(DAY)) url.searchParams.set(DAY, loaded_day);
    return url.href;
  };

  // A session that ended is said by the first answer that is refused for it: the login comes back to this very page.
  const plain_fetch = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await plain_fetch(...asked);
    if (answer.status === 401)
      location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return answer;
  };

  // Another day is another page load, so that nothing of one day stays on a page of another.
  const look_at = (day) => {
    const url = new URL(location.href);
    if (day) url.searchParams.set(DAY, day);
    else url.searchParams.delete(DAY);
    // A period chosen for one day may not have begun on another.
    if (url.pathname.startsWith("/area/")) for (const name of ["period", "from", "to"]) url.searchParams.delete(name);
    location.assign(url.href);
  };

  const go = (target) => {
    const href = with_day(target);
    if (new URL(href, location.href).href === location.href) return;
    if (needs_load(href)) return location.assign(href);
    history.pushState({}, "", href);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    scrollTo(0, 0);
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.origin !== location.origin || link.target) return;
      if (link.matches(".back-to-today")) {
        event.preventDefault();
        return look_at("");
      }
      const inside = link.closest(".nav-main");
      if (!needs_load(link.href) && !inside) return;
      event.preventDefault();
      event.stopPropagation();
      go(link.href);
    },
    true, // before dash's own links see it
  );

  // A form that only asks for another address need not load the whole page anew.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.stays")) return;
    event.preventDefault();
    go(`${new URL(form.action).pathname}?${new URLSearchParams(new FormData(form))}`);
  });

  // What components/dates.py shows of a day.
  document.addEventListener("input", ({ target }) => {
    const box = target.closest?.(".date-box");
    if (box) box.dataset.day = target.value || "年-月-日";
  });

  // A menu closes when one clicks beside it.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  });

  // `#S2` in an address means a part of the page that is drawn later.
  const show_anchor = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    if (!name) return;
    if (document.getElementById(name)) return document.getElementById(name).scrollIntoView({ block: "start" });
    const watcher = new MutationObserver(() => {
      const target = document.getElementById(name);
      if (!target) return;
      watcher.disconnect();
      target.scrollIntoView({ block: "start" });
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watcher.disconnect(), 10000);
  };
  addEventListener("hashchange", show_anchor);
  addEventListener("DOMContentLoaded", show_anchor);
  addEventListener("_dashprivate_pushstate", show_anchor);

  const no_update = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    cockpit: {
      go,

      // drawing: {option, map: {name, address} | null, links}; answers the option and the maps of one chart
      async draw(drawing, _theme) {
        if (!drawing) return [no_update(), no_update()];
        const style = getComputedStyle(document.documentElement);
        const option = resolved(drawing.option, style);
        option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, ...option.textStyle };
        if (!drawing.map) return [option, no_update()];
        return [option, [{ name: drawing.map.name, geoJSON: await map_at(drawing.map.address) }]];
      },

      // a click on a mark that the drawing gave an address
      follow(click, drawing) {
        const href = click && drawing?.links?.[click.name];
        if (href) go(href);
        return no_update();
      },

      quiet() {
        if (day_in(location.href) !== loaded_day) location.reload();
        return null;
      },

      look(day, last) {
        if (day && day !== (loaded_day || last)) look_at(day === last ? "" : day);
        return no_update();
      },

      theme(clicks) {
        const root = document.documentElement;
        if (clicks) {
          root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
          try {
            localStorage.setItem("cockpit-theme", root.dataset.bsTheme);
          } catch {
            // not kept, but switched
          }
        }
        return root.dataset.bsTheme;
      },

      // which entry of the navigation is the current one
      here(pathname, addresses) {
        for (const link of document.querySelectorAll(".nav-main a, .brand")) link.href = with_day(link.href);
        const first = (path) => path.split("/")[1].replace(/s$/, "");
        return addresses.map((address) => (first(address) === first(pathname || "/") ? "page" : ""));
      },
    },
  });
})();
