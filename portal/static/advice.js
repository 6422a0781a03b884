// Writing advice, a little kinder with JavaScript: every button works without it.
const form = document.querySelector("[data-advice-form]");
const SAVED_AFTER = 30_000; // milliseconds of having something that is not saved yet

const words = () => {
  const typed = new FormData(form);
  typed.delete("version");
  return new URLSearchParams(typed).toString();
};

const keepSaved = () => {
  const said = form.querySelector("[data-advice-saved]");
  let saved = words();
  let leaving = false;
  let waiting = null;
  let stopped = false;

  // A reason for setting something aside is kept by its own button only.
  const reasonTyped = () =>
    [...form.querySelectorAll("[name^='why-']")].some((each) => each.value !== each.defaultValue);

  const say = (text) => {
    said.textContent = text;
    said.dataset.now = "";
  };

  const save = async () => {
    clearTimeout(waiting);
    waiting = null;
    const typed = words();
    if (leaving || stopped || typed === saved) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("action", "save");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST", body, keepalive: body.toString().length < 60_000, headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.status);
      const { version, saved: when } = await answer.json();
      form.elements.version.value = version;
      saved = typed;
      say(when);
    } catch {
      stopped = true; // the page that “Save changes” leads to says why, with every word still there
      say("Not saved by itself. Use “Save changes”.");
    }
  };

  form.addEventListener("input", () => { waiting ??= setTimeout(save, SAVED_AFTER); });
  form.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

  // Leaving with something typed and not saved asks first.
  window.addEventListener("beforeunload", (event) => { if (!leaving && (words() !== saved || reasonTyped())) event.preventDefault(); });
};

if (form) {
  keepSaved();

  // After “Add”, the cursor is in the new field.
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted && wanted.matches("textarea, input")) wanted.focus();
}
