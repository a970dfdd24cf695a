// A client's page locks when nobody has touched it for five minutes: at once nothing of it is shown, what was typed is sealed, and the
// sign-in is proved again before anything opens. Touching one page counts for all of them; locking one locks all.
(() => {
  const AGAIN = 15000;
  const shape = () => document.querySelector("template[data-lock]");
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("lock") : null;
  const typed = new Set();
  let last = Date.now(), locked = false;

  const overdue = () => shape() && Date.now() - last > Number(shape().dataset.after) * 1000;
  const touched = () => {
    if (locked) return;
    if (overdue()) { lock(); return; }
    if (Date.now() - last > 1000) { last = Date.now(); if (channel) channel.postMessage("touched"); }
  };
  if (channel) channel.onmessage = (event) => { if (event.data === "locked") lock(true); else if (!overdue()) last = Date.now(); };

  const unsaved = (form) => {
    const state = form.querySelector("[data-draft-state]");
    return form.isConnected && !(state && state.dataset.state === "saved");
  };

  async function lock(byAnother) {
    if (locked || !shape()) return;
    locked = true;
    const { url, again: prove, name } = shape().dataset, cover = shape().content.firstElementChild.cloneNode(true);
    document.title = name;
    document.documentElement.classList.add("locked");
    document.body.append(cover);
    cover.focus();
    if (channel && !byAnother) channel.postMessage("locked");
    // Nor does anybody write as this person from the empty page, which no lock closes.
    await Promise.all([outbox.dropSpare(), ...[...typed].filter(unsaved).map((form) => outbox.draft(form))]);
    let again = null;
    const go = async () => {
      const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
      try { await fetch(url, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token } }); } catch {
        cover.querySelector("[data-lock-offline]").hidden = false;
        // Not every browser says that its connection is back.
        clearTimeout(again);
        again = setTimeout(go, AGAIN);
        return;
      }
      location.replace(`${prove}?next=${encodeURIComponent(location.pathname + location.search)}`);
    };
    addEventListener("online", go);
    go();
  }

  for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) addEventListener(name, touched, { capture: true, passive: true });
  document.addEventListener("input", (event) => { const form = event.target.closest && event.target.closest("form"); if (form) typed.add(form); touched(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && overdue()) lock(); });
  setInterval(() => { if (overdue()) lock(); }, 1000);
})();
