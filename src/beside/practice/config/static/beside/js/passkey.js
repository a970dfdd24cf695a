// Starts what allauth has for passkeys, from attributes instead of a script in the page, and says in words when it did not work:
// <span hidden data-passkey="loginForm" data-login="id of the button" data-credential="id of the field"></span>
(() => {
  for (const { dataset } of document.querySelectorAll("[data-passkey]")) {
    const { passkey, ...ids } = dataset;
    for (const name of Object.keys(ids)) if (!ids[name]) delete ids[name];
    window.allauth.webauthn.forms[passkey]({ ids });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-problem]").forEach((words) => { words.hidden = false; });
  });
})();
