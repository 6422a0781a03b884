// Files go one by one, each with its progress, so that one that is refused keeps no other. Without JavaScript the form
// sends them all at once.
const form = document.querySelector("[data-uploads]");
const list = document.querySelector("[data-uploads-progress]");

const line = (name) => {
  const item = document.createElement("p");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${name}`);
  item.className = "hub-upload";
  said.textContent = ` ${name}`;
  item.append(bar, said);
  list.append(item);
  return {
    at: (share) => { bar.value = share; },
    say: (words, wrong) => {
      bar.remove();
      said.textContent = wrong ? words : `${name}: ${words}`;
      item.classList.toggle("govuk-error-message", wrong);
    },
  };
};

// What was wrong with the file, or nothing.
const send = (file, shown) => new Promise((answered) => {
  const asked = new XMLHttpRequest();
  const sent = new FormData();
  sent.append("csrf_token", form.querySelector("[name=csrf_token]").value);
  sent.append("files", file);
  asked.open("POST", form.action);
  asked.setRequestHeader("Accept", "application/json");
  asked.responseType = "json";
  asked.upload.onprogress = (each) => {
    if (each.lengthComputable) shown.at((each.loaded / each.total) * 100);
  };
  const failed = `${file.name}: it could not be sent. Check your connection, then choose it again.`;
  asked.onerror = () => answered(failed);
  asked.onload = () => {
    if (asked.status === 200 && asked.response) answered("");
    else answered((asked.response && asked.response.wrong && asked.response.wrong[0]) || failed);
  };
  asked.send(sent);
});

const tooMuch = (file) => {
  const megabytes = Math.round(Number(form.dataset.largest) / 1048576);
  return file.size > Number(form.dataset.largest) ? `${file.name}: That file is larger than ${megabytes} MB.` : "";
};

if (form && list) {
  form.addEventListener("submit", async (pressed) => {
    const files = [...form.querySelector("input[type=file]").files];
    if (files.length === 0 || files.length > Number(form.dataset.most)) return; // the page's own answer says so
    pressed.preventDefault();
    const button = form.querySelector("button[type=submit], button:not([type])");
    button.disabled = true;
    list.replaceChildren();
    let refused = 0;
    for (const file of files) {
      const shown = line(file.name);
      const wrong = tooMuch(file) || (await send(file, shown));
      shown.say(wrong || "added and checked", Boolean(wrong));
      refused += wrong ? 1 : 0;
    }
    if (refused === 0) {
      window.location.assign(form.action);
      return;
    }
    const on = document.createElement("a");
    on.className = "govuk-button govuk-button--secondary";
    on.href = form.action;
    on.textContent = "Show the files that were added";
    on.setAttribute("role", "button");
    list.append(on);
    button.disabled = false;
    form.reset();
    form.querySelector("input[type=file]").dispatchEvent(new Event("change")); // the drop zone says again what it holds
  });
}
