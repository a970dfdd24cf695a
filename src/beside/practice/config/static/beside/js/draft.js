// Saves a form as it is typed, 800 ms after the last change, to the address in its data-draft-url.
// What it says comes from the page (data-words-...), so that it is in the person's language.
(() => {
  const PAUSE = 800, AGAIN = 15000;
  const forms = new WeakMap();   // form -> { timer, saving, changed }
  const kept = new Set();        // forms with something that is not saved yet

  const say = (form, state) => {
    const place = form.querySelector("[data-draft-state]");
    if (!place) return;
    const key = "words" + state[0].toUpperCase() + state.slice(1);
    place.dataset.state = state;
    if (place.dataset[key] && place.textContent !== place.dataset[key]) place.textContent = place.dataset[key];
  };

  const token = (form) => (form.querySelector("[name=csrfmiddlewaretoken]") || {}).value
    || JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  async function save(form, { leaving = false } = {}) {
    const mine = forms.get(form);
    if (!mine || mine.sent || !form.isConnected) return;
    clearTimeout(mine.timer);
    if (mine.saving && !leaving) { mine.changed = true; return; }
    mine.saving = true;
    mine.changed = false;
    if (!leaving) say(form, "saving");
    let state = "waiting";
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", keepalive: leaving,
        headers: { "X-CSRFToken": token(form), "X-Draft": "1" },
      });
      if (answer.ok) state = "saved";
      // Signed out, or the page is too old: trying again by itself would not help.
      else if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500)) state = "refused";
    } catch { /* no connection: say so and try again */ }
    mine.saving = false;
    if (mine.sent) return;
    if (mine.changed) { save(form); return; }
    if (state === "saved") kept.delete(form); else kept.add(form);
    if (state === "saved") outbox.undraft(form);
    else if (await outbox.draft(form)) state = state === "waiting" ? "sealed" : state;
    if (state === "waiting" || state === "sealed") mine.timer = setTimeout(save, AGAIN, form);
    say(form, state);
  }

  const later = (event) => {
    const form = event.target.closest && event.target.closest("form[data-draft-url]");
    if (!form) return;
    const mine = forms.get(form) || {};
    forms.set(form, mine);
    kept.add(form);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(save, PAUSE, form);
  };
  document.addEventListener("input", later);
  document.addEventListener("change", later);
  addEventListener("online", () => kept.forEach((form) => save(form)));
  // Back from signing in elsewhere, or putting the phone away: do not wait for the pause.
  document.addEventListener("visibilitychange", () => kept.forEach((form) => save(form, { leaving: document.hidden })));

  // What is being sent needs no draft any more; send.js says when it was not accepted after all.
  document.addEventListener("submit", (event) => {
    const mine = forms.get(event.target);
    if (mine) { clearTimeout(mine.timer); mine.sent = true; kept.delete(event.target); }
  });
  document.addEventListener("beside:not-sent", (event) => {
    const mine = forms.get(event.target);
    if (mine) { mine.sent = false; kept.add(event.target); }
  });
})();
