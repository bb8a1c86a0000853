// While an input method converts, its keys belong to it alone: no shortcut, no submit, no search fires.
// Safari ends the composition before it sends the confirming Enter, and marks that key with code 229.
export const composing = (event) => event.isComposing || event.keyCode === 229;

addEventListener(
  "keydown",
  (event) => {
    if (!composing(event)) return;
    event.stopImmediatePropagation();
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  },
  true,
);

addEventListener("keyup", (event) => composing(event) && event.stopImmediatePropagation(), true);

// Half-converted text is nobody's search word; the whole of it follows once it stands.
addEventListener("input", (event) => event.isComposing && event.stopImmediatePropagation(), true);
addEventListener(
  "compositionend",
  (event) => queueMicrotask(() => event.target.dispatchEvent(new InputEvent("input", { bubbles: true }))),
  true,
);
