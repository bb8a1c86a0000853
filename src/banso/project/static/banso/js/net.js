// htmx: the token that proves the page is ours, and words for what goes wrong on the way.
import { csrf, say } from "./page.js";
import { toast } from "./toasts.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrf();
});

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  const told = type.startsWith("text/plain") ? xhr.responseText.slice(0, 200) : `${xhr.status} ${xhr.statusText}`;
  toast({ text: say("failed", { why: told }), state: "risk" });
});

for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, () => toast({ text: say("offline"), state: "risk" }));
}
