// Saves by itself while somebody writes, says so quietly, and never lets go of a word.
const PAUSE = 3_000; // milliseconds after the last key
const LONGEST = 15_000; // of typing without a pause
const AGAIN = 15_000; // until the next try, where one has failed
const PATIENCE = 20_000; // with the hub's answer

const words = (form) => {
  const typed = new FormData(form);
  for (const each of ["version", "csrf_token", "undo"]) typed.delete(each);
  return new URLSearchParams(typed).toString();
};

export const keepSaved = (form, { tell, renewed }) => {
  const hint = form.querySelector("[data-advice-saved]");
  const problem = form.querySelector("[data-advice-problem]");
  const signIn = form.querySelector("[data-advice-sign-in]");
  const compare = form.querySelector("[data-advice-compare]");
  let saved = words(form);
  let leaving = false;
  let stopped = false; // only the page that “Save changes” leads to can say what to do
  let busy = null; // what is on its way to the hub
  let silent = null;
  let longest = null;

  // A reason for setting something aside is kept by its own button only.
  const reasonTyped = () =>
    [...form.querySelectorAll("[name^='why-']")].some((each) => each.value !== each.defaultValue);

  const wait = (milliseconds) => {
    clearTimeout(silent);
    silent = setTimeout(save, milliseconds);
  };

  const trouble = (text, { out = false, both = false } = {}) => {
    if (problem.textContent !== text) problem.textContent = text;
    signIn.hidden = !out;
    compare.hidden = !both;
    if (text) hint.textContent = "Not saved";
  };

  const done = (typed, { version, saved: when }) => {
    form.elements.version.value = version;
    saved = typed;
    if (!hint.dataset.now || problem.textContent) tell(when);
    hint.textContent = when;
    hint.dataset.now = "";
    trouble("");
  };

  const refused = async (answer) => {
    if (answer.status === 401) {
      trouble("You have been signed out. What you typed is still here, and is saved once you have signed in again.", { out: true });
      wait(AGAIN);
    } else if (answer.status === 400) {
      renewed((await answer.json()).token);
      wait(0);
    } else if (answer.status === 409) {
      const { said, compare: both } = await answer.json();
      stopped = true;
      trouble(both ? said : `${said} Use “Save changes” to see what you typed.`, { both });
    } else if (answer.status === 404) {
      stopped = true;
      trouble("This request is no longer open to you. Use “Save changes” to see what you typed, and copy it.");
    } else throw new Error(answer.status);
  };

  const post = (body) =>
    fetch(form.getAttribute("action"), {
      method: "POST", body, keepalive: body.toString().length < 60_000, signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json" },
    });

  // One at a time, so that a page never takes its own last save for somebody else's.
  const alone = async (send) => {
    busy = send();
    try {
      return await busy;
    } finally {
      busy = null;
    }
  };

  const save = async () => {
    clearTimeout(silent);
    clearTimeout(longest);
    longest = null;
    const typed = words(form);
    if (leaving || stopped || typed === saved) return;
    if (busy) return wait(PAUSE);
    const body = new URLSearchParams(new FormData(form));
    body.set("action", "save");
    await alone(async () => {
      try {
        const answer = await post(body);
        if (answer.ok) done(typed, await answer.json());
        else await refused(answer);
      } catch {
        trouble("Not saved: the hub could not be reached. What you typed is still here, and is tried again.");
        wait(AGAIN);
      }
    });
  };

  form.addEventListener("input", () => {
    wait(PAUSE);
    longest ??= setTimeout(save, LONGEST);
  });
  form.addEventListener("submit", (event) => {
    leaving = true;
    if (!busy) return;
    event.preventDefault();
    busy.finally(() => form.requestSubmit(event.submitter));
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", save);
  window.addEventListener("online", save);
  window.addEventListener("focus", () => { if (!signIn.hidden) save(); });

  // Leaving with something typed and not saved asks first.
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (words(form) !== saved || reasonTyped())) event.preventDefault();
  });

  // What a button does that needs no new page: whether it was done.
  return async (action) => {
    await busy;
    const typed = words(form);
    const body = new URLSearchParams(new FormData(form));
    body.set("action", action);
    return alone(async () => {
      try {
        const answer = await post(body);
        if (answer.ok || answer.status === 422) done(typed, await answer.json()); // 422: saved, but something is missing
        return answer.ok;
      } catch {
        return false;
      }
    });
  };
};
