// While the past is on screen, links and requests inside the workspace stay in the past.
import { data } from "./page.js";

const past = data.asOf;

function inside(url) {
  return url.origin === location.origin && data.home && url.pathname.startsWith(data.home);
}

if (past) {
  const keep = (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link || link.hasAttribute("data-as-of-drop") || link.getAttribute("href").startsWith("#")) return;
    const url = new URL(link.href);
    if (!inside(url) || url.searchParams.has("as_of")) return;
    url.searchParams.set("as_of", past);
    link.href = url.href;
  };
  // Before the click, so that "open in a new tab" and "copy the address" keep the moment too.
  for (const type of ["pointerdown", "focusin", "click"]) document.addEventListener(type, keep, true);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb === "get" && inside(new URL(detail.path, location.href))) detail.parameters.as_of ??= past;
  });
  document.addEventListener(
    "submit",
    ({ target: form }) => {
      if (form.method !== "get" || form.elements.as_of || !inside(new URL(form.action))) return;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "as_of", value: past });
      form.append(field);
    },
    true,
  );
}
