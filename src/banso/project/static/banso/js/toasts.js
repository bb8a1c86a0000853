// Short notices, with the way back. They come with the page or in the header of an answer to htmx:
//   HX-Trigger: {"bn:toast": [{"text": "…", "undo": "/w/…/undo/", "state": "good"}]}
import { csrf, icon, make, on, say } from "./page.js";

const SHOWN = 8000;
const box = document.getElementById("bn-toasts");

export function toast({ text, undo = "", state = "none" }) {
  // Ten requests that fail together are one piece of news.
  if (!undo && [...box.children].some((card) => card.querySelector("p").textContent === text)) return;
  const card = make("div", { class: "bn-toast", "data-state": state }, make("p", {}, text));
  if (undo) {
    const back = make("button", { class: "btn btn-quiet btn-sm" }, say("undo"));
    const token = make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() });
    card.append(make("form", { method: "post", action: undo }, token, back));
  }
  card.append(make("button", { type: "button", class: "bn-x", "data-close": true, "aria-label": say("close") }, icon("close")));
  box.append(card);
  fade(card);
}

// Bad news stays until it is closed; good news goes, but not under the pointer or the focus.
function fade(card) {
  if (card.dataset.state === "risk") return;
  const go = () => (card.matches(":hover, :focus-within") ? setTimeout(go, 1500) : card.remove());
  setTimeout(go, SHOWN);
}

for (const card of box.children) fade(card);
on("click", "[data-close]", (_, button) => button.closest(".bn-toast")?.remove());
document.addEventListener("bn:toast", ({ detail }) => {
  for (const one of detail.value ?? [detail]) toast(one);
});
