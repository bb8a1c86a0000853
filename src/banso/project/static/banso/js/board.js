// The board: a card that is dragged to another stage asks the server, and goes back where it is refused.
// The same move stands in each card's menu.
import { csrf, say } from "./page.js";
import { toast } from "./toasts.js";

const refused = document.getElementById("board-refused");

function tell(html) {
  const told = new DOMParser().parseFromString(html, "text/html");
  refused.querySelector("[data-told]").replaceChildren(...told.body.childNodes);
  refused.showModal();
}

async function ask(card, stage) {
  const body = new URLSearchParams({ stage });
  const headers = { "X-CSRFToken": csrf(), "X-Board": "1" };
  const answer = await fetch(card.dataset.move, { method: "POST", body, headers, credentials: "same-origin" });
  if (answer.status === 422) tell(await answer.text());
  else if (!answer.ok) toast({ text: say("failed", { why: `${answer.status} ${answer.statusText}` }), state: "risk" });
  return answer.ok;
}

function putBack({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] ?? null);
}

async function moved(event) {
  if (event.from === event.to) return;
  const stage = event.to.dataset.lane;
  try {
    // What the columns come to is worked out by the server alone.
    if (await ask(event.item, stage)) location.reload();
    else putBack(event);
  } catch {
    toast({ text: say("offline"), state: "risk" });
    putBack(event);
  }
}

for (const lane of document.querySelectorAll("[data-board] [data-lane]")) {
  window.Sortable.create(lane, {
    group: "deals",
    draggable: ".bn-card",
    filter: ".bn-card:not([data-move]), .bn-pop *, button",
    preventOnFilter: false,
    sort: false,
    animation: 120,
    delay: 120,
    delayOnTouchOnly: true,
    onEnd: moved,
  });
}
