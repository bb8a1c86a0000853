// Ctrl/Cmd-K: find a record, go to a page, do something. Pages and acts are known here; records are asked for at
// the address in `body[data-palette]`: {"groups": [{"title", "items": [{"title", "meta", "href", "icon"}]}]}.
import { data, icon, kept, make, on, say } from "./page.js";
import { setTheme } from "./prefs.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector(".list");
const status = dialog?.querySelector("[data-palette-status]");
const PAUSE = 140;
let answer = { q: "", groups: [] };
let timer = 0;
let asked = null;

export function openPalette() {
  if (!dialog || dialog.open) return;
  document.querySelector(".bn-pop:popover-open")?.hidePopover();
  dialog.showModal();
  input.select();
  draw();
}

const fold = (text) => text.normalize("NFKC").toLowerCase();

function places() {
  return [...document.querySelectorAll(".bn-side a[data-go]")].map((link) => ({
    title: link.textContent.trim(),
    href: link.href,
    icon: link.querySelector("use")?.getAttribute("href").split("#")[1],
    keys: `g ${link.dataset.go}`,
  }));
}

function acts() {
  const dark = document.documentElement.dataset.bsTheme === "dark";
  return [
    { title: say("asOf"), icon: "clock", keys: ".", act: () => document.getElementById("asof-menu")?.showPopover() },
    { title: say("theme"), icon: "theme", act: () => setTheme(dark ? "light" : "dark") },
    { title: say("help"), icon: "keyboard", keys: "?", act: () => document.getElementById("bn-help")?.showModal() },
    // Links of the page that call themselves acts, such as its primary button.
    ...[...document.querySelectorAll(".bn-head .bn-acts a[href]")].map((link) => ({
      title: link.textContent.trim(),
      href: link.href,
      icon: link.querySelector("use")?.getAttribute("href").split("#")[1],
    })),
  ];
}

function groups() {
  const q = fold(input.value.trim());
  const near = (item) => !q || fold(item.title).includes(q);
  const recent = (kept.get("recent") ?? []).filter((item) => item.href !== location.pathname);
  return [
    { title: say("recent"), items: q ? [] : recent.slice(0, 5) },
    ...(q && answer.q === q ? answer.groups : []),
    { title: say("go"), items: places().filter(near) },
    { title: say("acts"), items: acts().filter(near) },
  ].filter((group) => group.items.length);
}

function option(item, index) {
  const tag = item.href ? "a" : "div";
  const node = make(tag, { role: "option", id: `palette-${index}`, href: item.href, tabindex: "-1", "aria-selected": "false" });
  node.append(icon(item.icon ?? "right"), make("span", {}, item.title || say("untitled")));
  if (item.meta) node.append(make("span", { class: "bn-meta" }, item.meta));
  else if (item.keys) node.append(make("kbd", {}, item.keys));
  if (item.act) node.addEventListener("click", () => (dialog.close(), item.act()));
  return node;
}

function draw() {
  let index = 0;
  list.replaceChildren(
    ...groups().map((group, n) => {
      const head = make("span", { id: `palette-g${n}`, role: "presentation" }, group.title);
      return make("div", { role: "group", "aria-labelledby": `palette-g${n}` }, head, ...group.items.map((item) => option(item, index++)));
    }),
  );
  const q = input.value.trim();
  const busy = q && data.palette && answer.q !== fold(q);
  if (!index && !busy) list.append(make("p", { class: "none" }, say("nothing", { q })));
  status.textContent = busy ? say("searching") : say("results", { n: index });
  choose(0);
}

const options = () => [...list.querySelectorAll('[role="option"]')];

function choose(index) {
  const all = options();
  all.forEach((node, n) => node.setAttribute("aria-selected", String(n === index)));
  if (all[index]) {
    input.setAttribute("aria-activedescendant", all[index].id);
    all[index].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

async function ask(q) {
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(`${data.palette}?q=${encodeURIComponent(q)}`, {
      signal: asked.signal,
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(String(response.status));
    answer = { q: fold(q), groups: (await response.json()).groups };
  } catch (fault) {
    if (fault.name === "AbortError") return;
    answer = { q: fold(q), groups: [] };
    status.textContent = say("offline");
  }
  if (dialog.open && fold(input.value.trim()) === answer.q) draw();
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  const q = input.value.trim();
  draw();
  if (q && data.palette) timer = setTimeout(() => ask(q), PAUSE);
});

dialog?.addEventListener("keydown", (event) => {
  const all = options();
  const here = all.findIndex((node) => node.getAttribute("aria-selected") === "true");
  const moves = { ArrowDown: here + 1, ArrowUp: here - 1 };
  if (event.key in moves) {
    choose((moves[event.key] + all.length) % all.length);
    event.preventDefault();
  } else if (event.key === "Enter" && all[here]) {
    event.preventDefault();
    all[here].click();
  }
});

on("click", "[data-palette-open]", openPalette);
on("click", "[data-help-open]", () => {
  document.querySelector(".bn-pop:popover-open")?.hidePopover();
  document.getElementById("bn-help")?.showModal();
});

// A page that says what it shows (`body[data-seen]`) is offered again under "seen lately".
if (data.seen) {
  const here = { title: data.seen, meta: data.seenKind, icon: data.seenIcon, href: location.pathname };
  const others = (kept.get("recent") ?? []).filter((item) => item.href !== here.href);
  kept.set("recent", [here, ...others].slice(0, 12));
}
