// Writing advice, a little kinder with JavaScript: every button works without it.
const form = document.querySelector("[data-advice-form]");

if (form) {
  const asLoaded = new URLSearchParams(new FormData(form)).toString();
  let sending = false;

  form.addEventListener("submit", () => { sending = true; });

  // Leaving with something typed and not saved asks first.
  window.addEventListener("beforeunload", (event) => {
    if (!sending && new URLSearchParams(new FormData(form)).toString() !== asLoaded) event.preventDefault();
  });

  // After “Add”, the cursor is in the new field.
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted && wanted.matches("textarea, input")) wanted.focus();
}
