// <button data-copy="text"> or <button data-copy-from="id of an element">
import { on, say } from "./page.js";
import { toast } from "./toasts.js";

on("click", "[data-copy], [data-copy-from]", async (_, button) => {
  const source = document.getElementById(button.dataset.copyFrom);
  const text = button.dataset.copy ?? source?.value ?? source?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text.trim());
    toast({ text: say("copied"), state: "good" });
  } catch {
    toast({ text: say("notCopied"), state: "watch" });
  }
});
