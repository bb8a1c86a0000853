// Nothing typed is lost: `<form data-draft="note-<id>">` is kept on this device until the server has taken it.
import { kept, make, on, say } from "./page.js";

const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);
const key = (form) => `draft:${form.dataset.draft}`;
const fields = (form) => [...form.elements].filter((field) => field.name && !SKIPPED.has(field.type));

function values(form) {
  const found = {};
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      (found[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    } else if (field.type === "select-multiple") {
      found[field.name] = [...field.selectedOptions].map((option) => option.value);
    } else {
      found[field.name] = field.value;
    }
  }
  return found;
}

function put(form, draft) {
  for (const field of fields(form)) {
    const value = draft[field.name];
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const untouched = new WeakMap();

function open(form) {
  if (untouched.has(form)) return;
  untouched.set(form, values(form));
  const draft = kept.get(key(form));
  if (!draft) return;
  // A form that comes back with its faults already holds what was typed.
  if (same(draft.values, values(form))) return;
  put(form, draft.values);
  const drop = make("button", { type: "button", class: "btn btn-quiet btn-sm" }, say("draftDrop"));
  const notice = make("div", { class: "bn-note bn-draft", role: "status" }, make("span", {}, say("draftBack")), drop);
  drop.addEventListener("click", () => {
    put(form, untouched.get(form));
    kept.drop(key(form));
    notice.remove();
  });
  form.prepend(notice);
}

// What was sent counts as taken once a page of ours follows it, unless that page is the refused form itself, or
// was reached by going back: then the sending failed. (An error page unmarks what was sent; see unsent.js.)
function settle() {
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const name of kept.keys("draft:")) {
    const draft = kept.get(name);
    if (!draft?.sent) continue;
    const form = document.querySelector(`form[data-draft="${CSS.escape(name.slice("draft:".length))}"]`);
    if (arrived && !form?.querySelector("[data-invalid]")) kept.drop(name);
    else kept.set(name, { values: draft.values });
  }
}

const waiting = new WeakMap();
on("input", "form[data-draft]", (_, form) => {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), 300));
});

function keep(form) {
  const now = values(form);
  if (same(now, untouched.get(form))) kept.drop(key(form));
  else kept.set(key(form), { values: now });
}

on("submit", "form[data-draft]", (_, form) => {
  clearTimeout(waiting.get(form));
  kept.set(key(form), { values: values(form), sent: true });
});

// Until the answer is there the draft counts as unsent: a lost connection must not take it.
document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful, xhr } }) => {
  const form = elt.closest?.("form[data-draft]");
  if (!form) return;
  if (successful && xhr.status !== 422) kept.drop(key(form));
  else kept.set(key(form), { values: values(form) });
});

const all = () => document.querySelectorAll("form[data-draft]").forEach(open);
addEventListener("pagehide", () => document.querySelectorAll("form[data-draft]").forEach((form) => {
  if (!kept.get(key(form))?.sent) keep(form);
}));
document.addEventListener("htmx:afterSettle", all);
settle();
all();
