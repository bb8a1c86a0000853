// The column chooser: `<table data-columns="accounts">` with `<th data-col="mrr">`; remembered on this device.
import { kept, make, on } from "./page.js";

const key = (table) => `columns:${table.dataset.columns}`;
const heads = (table) => [...table.tHead.rows[0].cells];

function hiddenIn(table) {
  const kept_ = kept.get(key(table));
  return new Set(kept_ ?? heads(table).filter((head) => "optional" in head.dataset).map((head) => head.dataset.col));
}

function show(table) {
  const hidden = hiddenIn(table);
  heads(table).forEach((head, index) => {
    if (!head.dataset.col) return;
    for (const row of table.rows) if (row.cells[index]) row.cells[index].hidden = hidden.has(head.dataset.col);
  });
}

function fill(menu) {
  const table = document.querySelector(`table[data-columns="${CSS.escape(menu.dataset.columnsFor)}"]`);
  if (!table) return;
  const hidden = hiddenIn(table);
  menu.replaceChildren(
    ...heads(table)
      .filter((head) => head.dataset.col)
      .map((head) => {
        const box = make("input", { type: "checkbox", class: "form-check-input", value: head.dataset.col });
        box.checked = !hidden.has(head.dataset.col);
        return make("label", { class: "form-check" }, box, make("span", { class: "form-check-label" }, head.textContent.trim()));
      }),
  );
}

on("change", "[data-columns-for] input", (_, box) => {
  const menu = box.closest("[data-columns-for]");
  const table = document.querySelector(`table[data-columns="${CSS.escape(menu.dataset.columnsFor)}"]`);
  kept.set(key(table), [...menu.querySelectorAll("input")].filter((one) => !one.checked).map((one) => one.value));
  show(table);
});

function all(root) {
  root.querySelectorAll("table[data-columns]").forEach(show);
  root.querySelectorAll("[data-columns-for]").forEach(fill);
}

all(document);
document.addEventListener("htmx:afterSettle", () => all(document));
