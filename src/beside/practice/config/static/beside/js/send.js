// Sends a form that has data-send without leaving the page, so that a lost connection loses no word. The form carries its own
// idempotency key: however often it is sent, it arrives once. Without this script the form is sent as any form is.
(() => {
  const AGAIN = 15000, PATIENCE = 30000;
  const sending = new WeakSet();
  const waiting = new Map();   // form -> what is sent again

  const say = (form, state) => {
    const place = form.querySelector("[data-send-state]");
    if (!place) return;
    place.hidden = !state;
    place.textContent = state ? place.dataset["words" + state[0].toUpperCase() + state.slice(1)] || "" : "";
    if (state === "waiting" || state === "refused") place.scrollIntoView({ block: "nearest" });
  };

  const answered = (answer, text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!page.querySelector("main")) { location.assign(answer.url); return; }
    document.title = page.title;
    for (const name of ["lang", "data-theme"]) {
      const value = page.documentElement.getAttribute(name);
      if (value === null) document.documentElement.removeAttribute(name); else document.documentElement.setAttribute(name, value);
    }
    document.body.replaceWith(document.adoptNode(page.body));
    if (answer.redirected) history.pushState({ swapped: true }, "", answer.url);
    if (window.htmx) window.htmx.process(document.body);
    document.dispatchEvent(new Event("beside:page"));
    scrollTo(0, 0);
    const first = document.querySelector("[aria-invalid=true], .form-errors") || document.querySelector("main");
    if (first) { if (!first.matches("input, select, textarea, [tabindex]")) first.tabIndex = -1; first.focus(); }
  };

  async function send(form, button) {
    if (sending.has(form)) return;   // a second tap
    sending.add(form);
    const again = waiting.get(form);
    clearTimeout(again && again.timer);
    form.setAttribute("aria-busy", "true");
    say(form, "sending");
    const patience = new AbortController();
    const tired = setTimeout(() => patience.abort(), PATIENCE);
    let state = "waiting", late = null;
    try {
      const answer = await fetch((button && button.getAttribute("formaction")) || form.action, {
        method: "POST", body: new FormData(form, button), credentials: "same-origin", signal: patience.signal,
        headers: { Accept: "text/html" },
      });
      const text = await answer.text();
      if (answer.status < 500) {
        // 403: the page is too old or signed out. Its words stay here.
        if (answer.status === 403 || answer.status === 404) state = "refused";
        else { waiting.delete(form); answered(answer, text); return; }
      }
    } catch (reason) { late = reason; } finally { clearTimeout(tired); sending.delete(form); form.removeAttribute("aria-busy"); }
    if (late && !(late instanceof TypeError) && late.name !== "AbortError") throw late;
    say(form, state);
    form.dispatchEvent(new Event("beside:not-sent", { bubbles: true }));
    if (state === "waiting") waiting.set(form, { button, timer: setTimeout(send, AGAIN, form, button) });
    else waiting.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-send]") || event.defaultPrevented) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  addEventListener("online", () => waiting.forEach(({ button }, form) => { if (form.isConnected) send(form, button); }));
  addEventListener("popstate", () => location.reload());
  // A page with something unsent asks before it is closed.
  addEventListener("beforeunload", (event) => { if ([...waiting.keys()].some((form) => form.isConnected)) event.preventDefault(); });
})();
