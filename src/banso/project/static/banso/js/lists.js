// Lists: j and k walk the rows, x selects, boxes with Shift select a stretch, the bar says how many.
import { on, say } from "./page.js";

const ROWS = ".bn-table tbody tr, .bn-row, .bn-fact, .bn-gate > li";

const rows = () => [...document.querySelectorAll(`main :is(${ROWS})`)].filter((row) => row.offsetParent && handle(row));
const handle = (row) => row.querySelector("a.bn-name, th a, a, button, input:not([type=hidden])");

export function walk(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  handle(all[next]).focus();
  all[next].scrollIntoView({ block: "nearest" });
}

// a and r where a row asks to accept or to return.
export function pick(place) {
  document.activeElement?.closest(ROWS)?.querySelectorAll(".bn-pick input[type=radio]")[place]?.click();
}

export function selectRow() {
  const row = document.activeElement?.closest(ROWS);
  row?.querySelector('input[name="ids"]')?.click();
}

const boxes = (form) => [...form.querySelectorAll('input[name="ids"]')];

function count(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const bar = form.querySelector("[data-bulk-bar]");
  if (bar) {
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = say("selected", { n: chosen });
  }
  const head = form.querySelector("[data-bulk-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
}

function set(form, wanted) {
  for (const box of boxes(form)) box.checked = wanted;
  count(form);
}

let last = null;
on("click", 'form[data-bulk] input[name="ids"]', (event, box) => {
  const all = boxes(box.form);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  count(box.form);
});
on("change", "[data-bulk-all]", (_, head) => set(head.form, head.checked));
on("click", "[data-bulk-none]", (_, button) => set(button.form, false));
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(count));
document.querySelectorAll("form[data-bulk]").forEach(count);
