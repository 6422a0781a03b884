// Findings beside the words while somebody types: one check at a time, after a pause, and only what has changed is put anew.
const PAUSE = 700; // milliseconds after the last key
const SAID_AFTER = 1_800; // and what is found is said later still, when nobody is typing

// What somebody opened or typed in a part that is put anew, by its card.
const kept = (part) => {
  const found = new Map();
  for (const card of [part, ...part.querySelectorAll("[data-card]")]) {
    const within = (selector) => [...card.querySelectorAll(selector)];
    found.set(card.dataset.card ?? "", {
      open: within("details").map((each) => each.open),
      ticked: within("input[type=checkbox]").map((each) => each.checked),
      typed: within("textarea").map((each) => each.value),
    });
  }
  return found;
};

const putBack = (part, before) => {
  for (const card of [part, ...part.querySelectorAll("[data-card]")]) {
    const was = before.get(card.dataset.card ?? "");
    if (!was || (card === part && part.querySelector("[data-card]"))) continue;
    card.querySelectorAll("details").forEach((each, at) => { each.open = was.open[at] ?? false; });
    card.querySelectorAll("input[type=checkbox]").forEach((each, at) => { each.checked = was.ticked[at] ?? false; });
    card.querySelectorAll("textarea").forEach((each, at) => { each.value = was.typed[at] ?? ""; });
  }
};

// Offsets are of code points; a text box counts UTF-16.
const at = (text, points) => [...text].slice(0, points).join("").length;

export const insert = (field, words) => {
  if (!document.execCommand("insertText", false, words)) { // keeps what “undo” takes back
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

export const keepChecked = (form, { tell, renewed, press }) => {
  const parts = new Map([...document.querySelectorAll("[data-live]")].map((each) => [each.dataset.live, each]));
  const tags = new Map();
  const later = new Map(); // parts that somebody is in: they are put anew once left
  const read = new Map([...form.querySelectorAll("textarea")].map((each) => [each.name, each.defaultValue]));
  const said = new Map();
  let typing = "";
  let pause = null;
  let speaking = null;
  let asked = null;

  // One key takes over the first of a field's rewrites: it says so.
  const offered = (field) => [...form.querySelectorAll("[data-rewrite]")].find((each) => each.dataset.rewrite === field);
  const nameTheKey = () => {
    for (const each of form.querySelectorAll("[data-rewrite]")) {
      if (offered(each.dataset.rewrite) === each) each.setAttribute("aria-keyshortcuts", "Alt+Enter");
      else each.removeAttribute("aria-keyshortcuts");
    }
  };

  const show = (part, html) => {
    const before = kept(part);
    part.innerHTML = html;
    putBack(part, before);
  };

  const take = ({ name, tag, html }) => {
    const part = parts.get(name);
    tags.set(name, tag);
    if (!part) return;
    if (part.contains(document.activeElement)) later.set(part, html);
    else {
      later.delete(part);
      show(part, html);
    }
  };

  const speak = (field, text) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      if ((said.get(field) ?? "") === text) return;
      tell(text || "Nothing more to check here.");
      said.set(field, text);
    }, SAID_AFTER);
  };

  const check = async () => {
    clearTimeout(pause);
    asked?.abort();
    asked = new AbortController();
    const field = typing;
    const body = new URLSearchParams(new FormData(form));
    const values = [...form.querySelectorAll("textarea")].map((each) => [each.name, each.value]);
    body.set("field", field);
    body.set("shown", [...tags].map(([name, tag]) => `${tag} ${name}`).join("\n"));
    try {
      const answer = await fetch(form.dataset.adviceCheck, { method: "POST", body, signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.status === 400) renewed((await answer.json()).token);
      if (!answer.ok) return; // saving says what is wrong; the next pause tries again
      const found = await answer.json();
      found.parts.forEach(take);
      nameTheKey();
      values.forEach(([name, value]) => read.set(name, value));
      speak(field, found.said);
    } catch {
      // overtaken by a later check, or not reached: the words and what was found before stay as they are
    }
  };

  // What was put off because somebody was in it, once they have left.
  const settle = () => {
    for (const [part, html] of later) {
      if (part.contains(document.activeElement)) continue;
      later.delete(part);
      show(part, html);
    }
    nameTheKey();
  };

  const takeOver = async ({ dataset: { rewrite, words } }) => {
    const field = form.elements[rewrite];
    field.focus();
    settle();
    if (read.get(field.name) !== field.value) await check(); // it was offered for words that have changed since
    const same = (each) => each.dataset.rewrite === rewrite && each.dataset.words === words;
    const button = [...form.querySelectorAll("[data-rewrite]")].find(same);
    if (!button || read.get(field.name) !== field.value) return;
    const { start, end } = button.dataset;
    const from = at(field.value, Number(start));
    field.setSelectionRange(from, at(field.value, Number(end)));
    insert(field, words);
    const gap = [words.indexOf("["), words.lastIndexOf("]") + 1];
    if (gap[0] >= 0) field.setSelectionRange(from + gap[0], from + gap[1]); // the answer is typed over the question
  };

  const setAside = async (button) => {
    const field = button.closest(".hub-beside")?.querySelector("textarea") ?? form.querySelector(".advice-contents a");
    if (!(await press(button.value))) {
      button.dataset.plainly = ""; // the page that it leads to says what is missing
      button.click();
      return;
    }
    field.focus();
    tell(button.value.startsWith("set-aside:") ? "Set aside. You can undo it under “Set aside”." : "No longer set aside.");
    check();
  };

  form.addEventListener("input", (event) => {
    if (!read.has(event.target.name)) return; // a reason, or a date: nothing to check
    typing = event.target.name;
    clearTimeout(pause);
    clearTimeout(speaking);
    pause = setTimeout(check, PAUSE);
  });
  form.addEventListener("focusout", () => { setTimeout(settle); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=action]");
    if (!button || "plainly" in button.dataset) return;
    if (button.matches("[data-rewrite]")) {
      event.preventDefault();
      takeOver(button);
    } else if (/^(set-aside|bring-back):/.test(button.value)) {
      event.preventDefault();
      setAside(button);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "Enter" || !read.has(event.target.name)) return;
    const button = offered(event.target.name);
    if (!button) return;
    event.preventDefault();
    takeOver(button);
  });
  nameTheKey();
};
