// Writing advice, a little kinder with JavaScript: every button works without it.
import { keepChecked } from "./findings.js";
import { pasteCleanly } from "./pasting.js";
import { keepSaved } from "./saving.js";

const form = document.querySelector("[data-advice-form]");

if (form) {
  const status = document.querySelector("[data-advice-said]");

  const page = {
    // Said politely, once, to whoever listens to the page.
    tell(text) { status.textContent = text; },

    // Signing in again brought a new token.
    renewed(token) {
      document.querySelectorAll("input[name=csrf_token]").forEach((each) => { each.value = token; });
    },
  };
  const press = keepSaved(form, page);
  keepChecked(form, { ...page, press });
  pasteCleanly(form);

  // After “Add”, the cursor is in the new field.
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted && wanted.matches("textarea, input")) wanted.focus();
}
