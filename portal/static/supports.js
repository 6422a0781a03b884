// Says whether the browser can run modules, before anything is painted, so that nothing jumps.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
