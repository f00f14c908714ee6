// Lists: choices become addresses, rows and cells become real links; and a case page that opens where the address points.
"use strict";
(() => {
  const go = (href) => window.dash_clientside.cockpit.go(href);

  // Arguments that hold several values; a choice adds one to them.
  const many = new Set(["rule", "finding", "level", "class", "step", "mode", "channel", "cases", "act"]);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lists: {
      // the control that was used -> the address of the list narrowed by it
      narrow() {
        const context = window.dash_clientside.callback_context;
        const here = new URL(location.href);
        for (const { prop_id, value } of context.triggered) {
          const name = JSON.parse(prop_id.slice(0, prop_id.lastIndexOf("."))).narrow;
          const adds = many.has(name) || (name === "state" && here.pathname === "/cases");
          if (adds && !value) continue;
          const values = (here.searchParams.get(name) || "").split(",").filter(Boolean);
          const next = adds ? [...new Set([...values, value])].join(",") : value || "";
          if (name === "area" && !value) continue;
          if (next) here.searchParams.set(name, next);
          else here.searchParams.delete(name);
        }
        const asked = here.search.replaceAll("%2C", ",");
        if (asked !== location.search.replaceAll("%2C", ",")) go(here.pathname + asked);
        return window.dash_clientside.no_update;
      },
    },
  });

  // A plain click stays in the page; with ctrl, the middle button or a menu the browser does what it does with links.
  const link = (href, children, title) =>
    href
      ? React.createElement(
          "a",
          {
            href,
            title,
            onClick: (event) => {
              if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              go(href);
            },
          },
          children,
        )
      : React.createElement("span", { title }, children);

  const shapes = { red: ["circle-fill", "红灯"], yellow: ["triangle-fill", "黄灯"] };
  const lamp = (level, text) =>
    React.createElement(
      "span",
      { className: `lamp lamp-${level} plain`, key: level },
      React.createElement("i", { className: `icon icon-${shapes[level][0]}`, "aria-hidden": "true" }),
      text || shapes[level][1],
    );

  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  cells.Lamp = ({ value }) => (value ? lamp(value) : null);
  cells.Lamps = ({ data }) =>
    data
      ? React.createElement(
          "span",
          { className: "lamp-counts" },
          data.red ? lamp("red", `${data.red}`) : null,
          data.yellow ? lamp("yellow", `${data.yellow}`) : null,
          data.red || data.yellow ? null : "—",
        )
      : null;
  cells.RowLink = ({ value, data }) => (data ? link(data.href, value) : null);
  cells.SubjectLink = ({ value, data }) => (data ? link(data.subject_href, value, value) : null);
  cells.RuleLink = ({ value, data }) => (data ? link(data.rule_href, value) : null);
  cells.Used = ({ data }) =>
    data && data.used !== null
      ? React.createElement(
          "span",
          { className: "used" },
          React.createElement(
            "span",
            { className: "used-bar", "aria-hidden": "true" },
            React.createElement("span", {
              className: data.used > data.limit ? "over" : "",
              style: { width: `${Math.min(100, (100 * data.used) / data.limit)}%` },
            }),
          ),
          `${data.used} / ${data.limit}`,
        )
      : "—";

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.openRow = ({ data, event }) => {
    if (!data?.href || !event || event.defaultPrevented || event.target.closest?.("a")) return;
    if (getSelection()?.toString()) return; // somebody copies text
    if (event.ctrlKey || event.metaKey) window.open(data.href, "_blank", "noopener");
    else go(data.href);
  };

  // A phone shows the lamp and the sentence, whole; the rest is one tap away.
  functions.fitScreen = ({ api }) => {
    if (innerWidth >= 768) return;
    const shown = new Set(["level", "sentence", "case_no", "lamps", "used", "due_on", "at", "person", "act"]);
    const narrow = {
      level: { width: 72, pinned: null },
      sentence: { minWidth: 160 },
      lamps: { width: 76, pinned: null },
      case_no: { width: 156 },
      used: { flex: 1 },
      due_on: { flex: 1 },
      at: { width: 88 },
      person: { width: 80 },
      act: { width: 68 },
    };
    if (api.getColumn("act")) narrow.sentence.minWidth = 120;
    if (api.getColumn("sentence")) api.setGridOption("rowHeight", 92);
    api.setGridOption(
      "columnDefs",
      api.getColumnDefs().filter(({ field }) => shown.has(field)).map((column) => ({ ...column, ...narrow[column.field] })),
    );
  };

})();
