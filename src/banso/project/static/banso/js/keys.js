// Keys. Single ones can be switched off in the help dialog (WCAG 2.1.4), and none fires in a field.
import { kept, on } from "./page.js";
import { composing } from "./compose.js";
import { pick, selectRow, walk } from "./lists.js";
import { openPalette } from "./palette.js";

const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";
const WAIT = 1200;
const single = () => kept.get("single-keys") !== false;
let leader = 0;

function search() {
  const box = document.querySelector("main input[type=search]");
  if (box) box.focus();
  else openPalette();
}

const ACTS = {
  "/": search,
  "?": () => document.getElementById("bn-help")?.showModal(),
  ".": () => document.getElementById("asof-menu")?.showPopover(),
  j: () => walk(1),
  k: () => walk(-1),
  x: selectRow,
  a: () => pick(0),
  r: () => pick(1),
};

function go(letter) {
  const link = [...document.querySelectorAll(".bn-side a[data-go]")].find((one) => one.dataset.go === letter);
  link?.click();
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event)) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return openPalette();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
  if (document.querySelector("dialog[open], .bn-pop:popover-open") || !single()) return;
  const led = performance.now() - leader < WAIT && leader > 0;
  leader = 0;
  if (led && go(event.key)) return event.preventDefault();
  if (event.key === "g") {
    leader = performance.now();
    return;
  }
  if (Object.hasOwn(ACTS, event.key)) {
    event.preventDefault();
    ACTS[event.key]();
  }
});

const toggle = document.querySelector("[data-keys-switch]");
if (toggle) toggle.checked = single();
on("change", "[data-keys-switch]", (_, box) => kept.set("single-keys", box.checked));
