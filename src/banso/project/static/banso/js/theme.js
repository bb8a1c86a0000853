// Runs before the first paint, so that no page flashes in the other theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (document.cookie.match(/(?:^|; )bn_theme=(light|dark|system)/) || [])[1] || "system";
  const apply = () => {
    const theme = chosen();
    root.dataset.theme = theme;
    root.dataset.bsTheme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("bn:theme", apply);
})();
// Alpine looks at every global to refuse it in its expressions, and to look at these is to use what is deprecated.
for (const name of Object.getOwnPropertyNames(globalThis)) if (/fenced?(frame|$)/i.test(name)) delete globalThis[name];
