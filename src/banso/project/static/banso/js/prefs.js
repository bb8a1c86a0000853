// Choices of this device: theme, and how amounts are shortened.
import { cookie, kept, on } from "./page.js";

function press(button) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
}

export function setTheme(theme) {
  cookie("bn_theme", theme);
  document.dispatchEvent(new CustomEvent("bn:theme"));
  const button = document.querySelector(`[data-theme-set="${theme}"]`);
  if (button) press(button);
}

on("click", "[data-theme-set]", (_, button) => setTheme(button.dataset.themeSet));

on("click", "[data-money-set]", (_, button) => {
  cookie("bn_money", button.dataset.moneySet);
  press(button);
  location.reload();
});

// Whoever signs out leaves nothing typed behind on a shared computer.
on("submit", "form[data-forget]", () => kept.forget());

// After a refused form the focus goes to the words that say what is wrong.
document.querySelector("[data-focus]")?.focus();

// On a phone the tabs scroll sideways: the open one is in sight.
for (const tabs of document.querySelectorAll(".bn-tabs")) {
  const open = tabs.querySelector("[aria-current]");
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}
