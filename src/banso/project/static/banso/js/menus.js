// Menus are native popovers. One that hangs on a button inside the page is put under its button.
const FIXED = new Set(["ws-menu", "me-menu", "asof-menu", "more-menu"]);

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches(".bn-pop[popover]")) return;
    const opener = openerOf(menu);
    const open = event.newState === "open";
    opener?.setAttribute("aria-expanded", String(open));
    if (!open) return;
    if (opener && !FIXED.has(menu.id)) place(menu, opener);
    menu.querySelector("input:not([type=hidden]), a, button")?.focus({ preventScroll: true });
  },
  true,
);

function openerOf(menu) {
  return document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

function place(menu, opener) {
  const gap = 4;
  const from = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = innerHeight - from.bottom > height + gap || from.top < height + gap;
  menu.style.left = `${Math.max(8, Math.min(from.left, innerWidth - width - 8))}px`;
  menu.style.top = `${below ? from.bottom + gap : from.top - height - gap}px`;
}

for (const opener of document.querySelectorAll("[popovertarget]")) opener.setAttribute("aria-expanded", "false");

// Up and down walk through a menu's entries.
document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element ? event.target.closest(".bn-pop[popover]") : null;
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, textarea")) return;
  const entries = [...menu.querySelectorAll("a, button")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length]?.focus();
  event.preventDefault();
});

// The menu stays at its button when the page moves under it.
for (const moved of ["scroll", "resize"]) {
  addEventListener(
    moved,
    () => {
      const menu = document.querySelector(".bn-pop:popover-open");
      const opener = menu && openerOf(menu);
      if (opener && !FIXED.has(menu.id)) place(menu, opener);
    },
    { passive: true },
  );
}
