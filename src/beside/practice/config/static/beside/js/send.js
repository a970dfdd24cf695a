// Sends a form that has data-send, or that the outbox can keep, without leaving the page, so that a lost connection loses no word. The form
// carries its own idempotency key: however often it is sent, it arrives once. What cannot be sent is sealed and waits on this device
// (outbox.js); where that cannot be, it stays on the page. Without this script the form is sent as any form is.
(() => {
  const AGAIN = 15000, PATIENCE = 30000;
  const sending = new WeakSet();
  const waiting = new Map();   // form -> what is sent again

  const say = (form, state) => {
    const place = form.querySelector("[data-send-state]") || document.querySelector("[data-send-state]");
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

  // Its words have left the page: they are sealed, and cannot be read here again.
  const putAway = (form) => {
    const shape = document.querySelector("template[data-sealed]").content.cloneNode(true);
    const note = shape.firstElementChild;
    // What came back for this form was put into it, or is sent with it.
    while (form.previousElementSibling && form.previousElementSibling.matches("[data-came-box]")) form.previousElementSibling.remove();
    form.replaceWith(shape);
    note.focus();
  };
  const elsewhere = (answer) => answer.redirected && new URL(answer.url).pathname.startsWith("/account/");

  // Of a form in several steps the later ones lie on the page: without a connection they are put under this one, and all of it is sent at once.
  const unfold = (form, button) => {
    const rest = form.querySelector("template[data-rest]");
    if (!rest || !button || !["next", "skip"].includes(button.value) || !outbox.can(form, button)) return false;
    const now = form.querySelector("#questions"), first = rest.content.firstElementChild;
    if (button.value === "skip") {
      for (const field of now.querySelectorAll("input, textarea")) { if (/radio|checkbox/.test(field.type)) field.checked = false; else field.value = ""; }
    }
    // What is asked there stands there, with what was answered before; what an earlier step keeps for its author stays kept.
    const which = (field) => (field.name === "only_me" ? `only_me ${field.value}` : field.name);
    const asked = new Set([...rest.content.querySelectorAll("[name]")].map(which));
    for (const field of form.querySelectorAll("input[type=hidden]")) if (asked.has(which(field))) field.remove();
    form.querySelector(".actions").remove();
    rest.replaceWith(rest.content);
    first.focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
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
        // Signed out or locked meanwhile: it goes under the token of its page. What neither goes nor comes back so stays on this page.
        const away = elsewhere(answer), kept = away && await outbox.keep(form, button);
        if (answer.status === 403 || answer.status === 404 || (away && !kept && !(await outbox.draft(form)))) state = "refused";
        else {
          waiting.delete(form);
          if (kept) await outbox.sync();
          else if (!away && answer.redirected) await outbox.sent(form);
          answered(answer, text);
          return;
        }
      }
    } catch (reason) { late = reason; } finally { clearTimeout(tired); sending.delete(form); form.removeAttribute("aria-busy"); }
    if (late && !(late instanceof TypeError) && late.name !== "AbortError") throw late;
    if (late && unfold(form, button)) { say(form, ""); return; }
    if ((late || state === "refused") && await outbox.keep(form, button)) {
      waiting.delete(form);
      putAway(form);
      outbox.sync();
      return;
    }
    outbox.draft(form);
    say(form, state);
    form.dispatchEvent(new Event("beside:not-sent", { bubbles: true }));
    if (state === "waiting") waiting.set(form, { button, timer: setTimeout(send, AGAIN, form, button) });
    else waiting.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form.matches("form[data-send]") || outbox.can(form, event.submitter))) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  // What htmx could not send.
  document.addEventListener("htmx:sendError", async (event) => {
    const form = event.target.closest("form"), cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    if (form && await outbox.keep(form, cause && cause.submitter)) { putAway(form); outbox.sync(); }
  });
  addEventListener("online", () => waiting.forEach(({ button }, form) => { if (form.isConnected) send(form, button); }));
  addEventListener("popstate", () => location.reload());
  // A page with something unsent asks before it is closed.
  addEventListener("beforeunload", (event) => { if ([...waiting.keys()].some((form) => form.isConnected)) event.preventDefault(); });
})();
