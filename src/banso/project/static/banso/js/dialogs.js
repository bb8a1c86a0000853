// Confirmation before what cannot be undone, as a native dialog.
//   <form method="post" data-confirm="Delete the key?" data-confirm-act="Delete">   <button hx-delete hx-confirm="…">
import { on, say } from "./page.js";

const dialog = document.getElementById("bn-confirm");

export function confirm(text, act) {
  dialog.querySelector("p").textContent = text;
  dialog.querySelector("[data-act]").textContent = act || say("ok");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

const agreed = new WeakSet();

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const asker = event.submitter?.closest("[data-confirm]") ?? form.closest("[data-confirm]");
    if (!asker || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    confirm(asker.dataset.confirm, asker.dataset.confirmAct).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(event.submitter);
    });
  },
  true,
);

document.addEventListener("htmx:confirm", (event) => {
  const { question, elt, issueRequest } = event.detail;
  if (!question) return;
  event.preventDefault();
  confirm(question, elt.dataset.confirmAct).then((yes) => yes && issueRequest(true));
});

on("click", "[data-dialog]", (event, opener) => {
  document.getElementById(opener.dataset.dialog)?.showModal();
  event.preventDefault();
});

// A click on the ground beside a dialog closes it, as Escape does.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close("no");
  }
});
