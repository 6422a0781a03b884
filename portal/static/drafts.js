// Words beside a draft, a little kinder with JavaScript: everything works without it.
for (const button of document.querySelectorAll("[data-copy]")) {
  const words = document.getElementById(button.dataset.copy);
  if (!words || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.textContent);
    const said = button.firstChild;
    said.textContent = "Copied";
    setTimeout(() => { said.textContent = "Copy"; }, 3000);
  });
}

// What is selected in the words of a draft is what a comment is about.
for (const field of document.querySelectorAll("[data-quote-from]")) {
  const words = document.getElementById(field.dataset.quoteFrom);
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const text = chosen.toString().trim();
    const inside = (node) => words.contains(node) && (node.closest ? node : node.parentElement).closest(".hub-words");
    if (text && inside(chosen.anchorNode) && inside(chosen.focusNode)) field.value = text;
  });
}

// A phrase, or words without a place, go where the cursor was last.
const form = document.querySelector("[data-advice-form]");
if (form) {
  let last = null;
  for (const each of document.querySelectorAll("[data-phrases], [data-insert]")) each.hidden = false;
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-advice-form] textarea")) last = event.target; });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-phrase], [data-insert]");
    if (!chosen) return;
    const said = chosen.closest("[data-inserting]").querySelector("[data-inserted]");
    if (!last || !last.isConnected) {
      said.textContent = "First put the cursor into a field of the advice.";
      return;
    }
    const words = chosen.dataset.phrase ?? document.getElementById(chosen.dataset.insert).textContent;
    last.setRangeText(words, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
    said.textContent = "Inserted.";
  });
}
