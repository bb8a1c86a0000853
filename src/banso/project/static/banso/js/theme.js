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
