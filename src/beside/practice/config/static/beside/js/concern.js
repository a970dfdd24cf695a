// What somebody writes for nobody yet: sealed here, in the format of the journal's pages (journal.js), and kept by the journal's own
// requests, all of them and in their order, named as coming from its page: what opening the journal asks for is asked for here too, and kept on
// the device as there. Whoever keeps it cannot tell it from a page.
(() => {
  const place = document.getElementById("unsent");
  if (!place) return;
  const { lockUrl, leavesUrl, journalUrl } = place.dataset;
  const FIRST = 50, NAMED = 100, HERE = 60000000;
  const owner = place.dataset.owner;
  const SIZES = [1024, 4096, 16384, 65536, 262144];
  const text = (words) => new TextEncoder().encode(words);
  const bytesOf = (said) => Uint8Array.from(atob(said), (one) => one.charCodeAt(0));
  const base64 = (bytes) => { let out = ""; for (const one of new Uint8Array(bytes)) out += String.fromCharCode(one); return btoa(out); };
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const form = place.querySelector("[data-part=form]");
  const say = (name) => { for (const one of place.querySelectorAll("[data-says]")) one.hidden = one.dataset.says !== name; };

  async function ask(address, body) {
    const answer = await fetch(address, {
      method: body ? "POST" : "GET", credentials: "same-origin", redirect: "error", cache: "no-store",
      referrer: new URL(journalUrl, location.href).href,
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": csrf() } : {}, ...(body && { body: JSON.stringify(body) }),
    });
    return { ok: answer.ok, told: await answer.json() };
  }

  async function opened(wrapped, passphrase) {
    const base = await crypto.subtle.importKey("raw", text(passphrase.normalize("NFKC").trim()), "PBKDF2", false, ["deriveKey"]);
    const by = await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(wrapped.salt), iterations: wrapped.rounds }, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const kept = wrapped.by_passphrase;
    const raw = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytesOf(kept.nonce), additionalData: text("beside journal lock 1|passphrase") }, by, bytesOf(kept.key));
    return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  }

  async function sealed(key, id, page) {
    const plain = text(JSON.stringify(page));
    const size = SIZES.find((one) => one >= plain.length) || Math.ceil(plain.length / SIZES.at(-1)) * SIZES.at(-1);
    const padded = new Uint8Array(size).fill(32);
    padded.set(plain);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: text(`beside journal leaf 1|${id}`) }, key, padded);
    const joined = new Uint8Array(12 + bytes.byteLength);
    joined.set(nonce); joined.set(new Uint8Array(bytes), 12);
    return base64(joined);
  }

  // -- What opening the journal does (journal.js: base, keepHere, sync) ---------------------------------------------------
  const base = () => new Promise((yes, no) => {
    const asked = indexedDB.open("journal", 3);
    asked.onupgradeneeded = () => {
      const stores = asked.result.objectStoreNames;
      for (const [name, keyPath] of [["waiting", "id"], ["kept", "id"], ["versions", "id"], ["locks", "owner"]]) {
        if (!stores.contains(name)) asked.result.createObjectStore(name, { keyPath });
      }
      const kept = asked.transaction.objectStore("kept");
      if (!kept.indexNames.contains("newest")) kept.createIndex("newest", ["owner", "at"]);
    };
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = asked.onblocked = () => no(asked.error);
  });
  const inStores = async (names, mode, act) => {
    const store = await base(), work = store.transaction(names, mode), asked = act(...names.map((name) => work.objectStore(name)));
    return new Promise((yes, no) => {
      work.oncomplete = () => { store.close(); yes(asked && asked.result); };
      work.onerror = work.onabort = () => { store.close(); no(work.error); };
    });
  };
  const all = async (name) => (await inStores([name], "readonly", (store) => store.getAll()).catch(() => [])).filter((one) => one.owner === owner);
  const keepHere = (leaves) => inStores(["kept", "versions"], "readwrite", (kept, versions) => {
    for (const { id, version, at, sealed: bytes } of leaves) {
      versions.get(id).onsuccess = ({ target: { result: known } }) => {
        if (known && known.owner === owner && known.version > version) return;
        kept.put({ id, version, at, sealed: bytes, owner });
        versions.put({ id, version, size: bytes.length, owner });
      };
    }
  }).catch(() => {});
  let keeps = true;
  async function asTheJournalOpens() {
    keeps = !(await all("locks")).some((one) => one.off);
    const { ok, told } = await ask(`${leavesUrl}?from=0&many=${FIRST}`);
    if (!ok) throw new Error("leaves");
    if (keeps) await keepHere(told.leaves);
    const { told: { names } } = await ask(`${leavesUrl}?names=1`);
    if (!keeps) return;
    const here = new Map((await all("versions")).map((one) => [one.id, one]));
    let room = HERE;
    for (const { size } of here.values()) room -= size;
    const missing = names.filter(([id, version, small]) => small && !(here.has(id) && here.get(id).version >= version)).map(([id]) => id);
    for (let at = 0; at < missing.length && room > 0; at += NAMED) {
      const { told: next } = await ask(`${leavesUrl}?ids=${missing.slice(at, at + NAMED).join(",")}`);
      for (const one of next.leaves) room -= one.sealed.length;
      await keepHere(next.leaves);
    }
  }

  let lock = null, come = false;
  let last = null;   // sent again after a lost answer it is the same bytes, and kept once
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = form.querySelector("textarea"), passphrase = form.querySelector("input");
    if (busy || !words.value.trim()) { words.focus(); return; }
    busy = true;
    try {
      const key = await opened(lock.wrapped, passphrase.value).catch(() => null);
      passphrase.value = "";
      if (!key) { say("wrong"); passphrase.focus(); return; }
      if (!come) await asTheJournalOpens();
      come = true;
      if (!last || last.words !== words.value) {
        const id = crypto.randomUUID(), page = { kind: "concern", made: new Date().toISOString(), words: words.value, version: 1 };
        last = { id, words: words.value, sealed: await sealed(key, id, page) };
      }
      const { ok, told } = await ask(leavesUrl, { id: last.id, version: 0, sealed: last.sealed });
      if (!ok) { say("refused"); return; }
      if (keeps) await keepHere([{ ...last, version: told.version, at: told.at }]);
      words.value = "";
      last = null;
      form.hidden = true;
      say("kept");
    } catch { say("away"); } finally { busy = false; }
  });
  // Gone back to with the back button, nothing that was typed is there.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("pagehide", () => form.reset());

  (async () => {
    place.hidden = false;
    document.getElementById("on-paper").hidden = true;
    if (!(self.isSecureContext && self.crypto && crypto.subtle && "indexedDB" in self && crypto.randomUUID)) { say("old"); return; }
    try {
      const { told } = await ask(lockUrl);
      lock = told;
      if (!lock.wrapped) { say("none"); return; }
      form.hidden = false;
    } catch { say("away"); }
  })();
})();
