// Warns two minutes before the session ends. Other tabs and saving may have kept it alive: the hub is asked first.
const dialog = document.getElementById("session-ends");
const button = dialog.querySelector("[data-stays]");
const WARN = 120;
let ending = Date.now() + Number(dialog.dataset.seconds) * 1000;
let last = false; // signed in for as long as is allowed: staying is no longer possible
let told = false;
let timer;

function secondsLeft() {
  return Math.round((ending - Date.now()) / 1000);
}

async function heard(answer) {
  if (!answer.ok || answer.redirected) return;
  const said = await answer.json();
  ending = Date.now() + said.seconds * 1000;
  last = said.last;
}

async function ask() {
  try {
    await heard(await fetch(dialog.dataset.left, { headers: { Accept: "application/json" } }));
  } catch {
    // no network: the time that is known still holds
  }
}

function inWords(seconds) {
  if (seconds > 60) return "in 2 minutes";
  return seconds > 15 ? "in less than a minute" : "in a few seconds";
}

function warn(left) {
  const when = dialog.querySelector("[data-when]");
  if (when.textContent !== inWords(left)) when.textContent = inWords(left);
  dialog.querySelector("[data-last]").hidden = !last;
  button.textContent = last ? "Close this message" : "Stay signed in";
  if (!dialog.open && !told) dialog.showModal();
}

async function look() {
  clearTimeout(timer);
  if (secondsLeft() <= WARN) await ask();
  const left = secondsLeft();
  if (left <= 0) {
    location.replace(location.pathname + location.search); // to sign in, which says why and leads back here
    return;
  }
  if (left > WARN) {
    told = false;
    if (dialog.open) dialog.close();
  } else {
    warn(left);
  }
  timer = setTimeout(look, (left > WARN ? Math.min(left - WARN, 86400) : Math.min(left + 1, 10)) * 1000);
}

async function stay() {
  told = last;
  if (!last) {
    const form = new FormData();
    form.set("csrf_token", dialog.dataset.token);
    try {
      await heard(await fetch(dialog.dataset.stay, { method: "POST", body: form }));
    } catch {
      // no network: the next look warns again
    }
  }
  dialog.close();
  look();
}

button.addEventListener("click", stay);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
look();
