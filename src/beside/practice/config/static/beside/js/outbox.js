// What is written without a connection: sealed to the server's public key and kept on this device until there is one. Nothing readable
// stays: what is sealed cannot be opened here again, by nobody. Each letter carries the token of the page it was written on, so that who
// is signed in when it is sent does not matter. One tab sends, in order; the same letter twice makes one thing.
const outbox = (() => {
  const { letter, ready, back, page, who } = document.currentScript.dataset;
  const AGAIN = 20000, OLD = 3 * 86400000, GONE = 90 * 86400000, BLOCK = 4096, COOKIE = "waiting";
  const given = new Map();      // place -> { place, token, version }
  const came = new Map();       // place -> what came back for it
  const drafts = new WeakMap(); // form -> { id, page, release }
  const sealing = new WeakMap(); // form -> what of it is being sealed as a draft
  const put = new WeakMap();    // form -> the one of what came back that was put into it
  const told = { sent: 0, kept: 0, back: 0 };
  // How far the clock of this device is from the server's: a letter says when it was written.
  let ahead = 0;
  let box = null, lost = false, opening = null;

  // -- On this device --------------------------------------------------------------------------------------------
  const able = "indexedDB" in self && self.isSecureContext && self.crypto && crypto.subtle;
  const base = () => opening || (opening = new Promise((yes, no) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("letters", { keyPath: "id", autoIncrement: true });
      asked.result.createObjectStore("spare");
    };
    asked.onsuccess = () => { asked.result.onversionchange = () => { asked.result.close(); opening = null; }; yes(asked.result); };
    asked.onerror = () => no(asked.error);
  }));
  const inStore = async (store, mode, act) => {
    const work = (await base()).transaction(store, mode, { durability: "strict" });
    const asked = act(work.objectStore(store));
    return new Promise((yes, no) => {
      work.oncomplete = () => yes(asked && asked.result);
      work.onerror = work.onabort = () => no(work.error);
    });
  };
  const all = () => (able ? inStore("letters", "readonly", (store) => store.getAll()).catch(() => []) : Promise.resolve([]));
  const forget = (id) => {
    // First the number: where it says more than there is, something was lost.
    count(Math.max(0, counted() - 1));
    return inStore("letters", "readwrite", (store) => store.delete(id));
  };
  // What became of a letter lies here until a page had time to say so: the one that sent it may be closed at once.
  const TOLD = 3000;
  const leaveWord = (what) => inStore("spare", "readwrite", (store) => store.put(true, `told ${what}`)).catch(() => {});
  async function wordLeft() {
    const kinds = ["sent", "kept"];
    const left = await Promise.all(kinds.map((what) => inStore("spare", "readonly", (store) => store.get(`told ${what}`)).catch(() => null)));
    kinds.filter((what, at) => left[at]).forEach((what) => { told[what] += 1; said(what); });
  }
  const said = (what) => setTimeout(() => inStore("spare", "readwrite", (store) => store.delete(`told ${what}`)).catch(() => {}), TOLD);
  const spare = () => (able ? inStore("spare", "readonly", (store) => store.get("forms")).catch(() => null) : Promise.resolve(null));
  const dropSpare = () => (able ? inStore("spare", "readwrite", (store) => store.delete("forms")).catch(() => {}) : Promise.resolve());

  // How many wait, and no more: where the browser clears what waits, this is left, and the loss can be told.
  const counted = () => Number((document.cookie.match(/(?:^|; )waiting=(\d+)/) || [])[1] || 0);
  const count = (number) => {
    document.cookie = `${COOKIE}=${number}; path=/; max-age=${number ? 7776000 : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  };

  // -- Sealing ---------------------------------------------------------------------------------------------------
  const text = (words) => new TextEncoder().encode(words);
  const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""));
  const bytesOf = (words) => Uint8Array.from(atob(words), (one) => one.charCodeAt(0));
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...new Uint8Array(part)]));
  const CURVES = { "X25519": { name: "X25519" }, "P-256": { name: "ECDH", namedCurve: "P-256" } };

  async function pair() {
    for (const kind of Object.keys(CURVES)) {
      try { return [kind, await crypto.subtle.generateKey(CURVES[kind], false, ["deriveBits"])]; } catch { /* an older browser */ }
    }
    throw new Error("no curve");
  }

  async function sealed(inside, key, version) {
    const [kind, mine] = await pair();
    const public_ = bytesOf(box.public[kind]);
    const theirs = await crypto.subtle.importKey("raw", public_, CURVES[kind], false, []);
    const shared = await crypto.subtle.deriveBits({ name: CURVES[kind].name, public: theirs }, mine.privateKey, 256);
    const own = await crypto.subtle.exportKey("raw", mine.publicKey);
    const from = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const aes = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: joined(own, public_), info: text(`beside letter 1|${kind}`) },
      from, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const plain = text(JSON.stringify(inside));
    // Filled up with blanks, so that its length tells little.
    const padded = new Uint8Array(Math.ceil(plain.length / BLOCK) * BLOCK).fill(32);
    padded.set(plain);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const content = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: text(`beside outbox 1|${key}|${version}`) }, aes, padded);
    return { box: box.id, kind, theirs: base64(own), nonce: base64(nonce), sealed: base64(content), key, version };
  }

  const placeOf = (form, button) => {
    const address = new URL((button && button.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
    return address.origin === location.origin ? address.pathname + address.search : "";
  };
  const fieldsOf = (form, button) => [...new FormData(form, button)]
    .filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  // What is written in the journal is sealed with its author's own key or not at all: the server could open a letter.
  const openFor = (form, button) => (form.closest("#journal") ? undefined : given.get(placeOf(form, button)));

  // Some forms are sent with a connection only: of those, what is typed is sealed and comes back.
  const sends = (open) => Boolean(open) && !open.typed;

  // The letter's place on the device, or null where it cannot be kept and its words must stay on the page.
  async function store(open, fields, { draft = false, id, again, page } = {}) {
    if (!able || !box || !open) return null;
    try {
      const key = crypto.randomUUID();
      const at = (Date.now() - ahead) / 1000;
      const inside = { token: open.token, place: open.place, kind: draft ? "draft" : "send", fields, at, ...(again && { put: again }) };
      const record = { letter: await sealed(inside, key, open.version), at: Date.now(), draft, ...(id && { id }), ...(page && { page }) };
      const place = await inStore("letters", "readwrite", (letters) => letters.put(record));
      if (!lost) count((await all()).length);
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      changed();
      return place;
    } catch { return null; }
  }

  async function keep(form, button) {
    const open = openFor(form, button);
    if (!sends(open)) return false;
    // From here on nothing more of it is sealed as a draft; what lies there as one becomes what is sent.
    given.delete(open.place);
    const lying = sealing.has(form) ? null : drafts.get(form);
    const id = await store(open, fieldsOf(form, button), { again: put.get(form), ...(lying && { id: lying.id }) });
    if (id === null) { given.set(open.place, open); return false; }
    if (lying) { drafts.delete(form); lying.release(); } else await undraft(form);
    return true;
  }

  // What is typed and not sent. While its page is open nobody sends it: its words still stand there.
  // One at a time: Send may be pressed while what was typed is being sealed, and then it is no draft any more.
  function draft(form) {
    const work = Promise.resolve(sealing.get(form)).then(() => putDraft(form)).finally(() => { if (sealing.get(form) === work) sealing.delete(form); });
    sealing.set(form, work);
    return work;
  }
  async function putDraft(form) {
    const open = openFor(form);
    if (!open || !form.isConnected) return false;
    const mine = drafts.get(form) || { page: crypto.randomUUID() };
    // Held before it is kept: another tab never finds it without knowing that its page is open.
    if (!mine.release) mine.release = await heldBy(mine.page);
    const id = await store(open, fieldsOf(form), { draft: true, id: mine.id, page: mine.page });
    if (id === null) { if (!mine.id) mine.release(); return false; }
    drafts.set(form, { ...mine, id });
    return true;
  }
  const heldBy = (page) => new Promise((yes) => {
    if (!navigator.locks) { yes(() => {}); return; }
    navigator.locks.request(`outbox-draft-${page}`, () => new Promise((release) => yes(release)));
  });
  async function undraft(form) {
    await sealing.get(form);
    const mine = drafts.get(form);
    if (!mine) return;
    drafts.delete(form);
    await forget(mine.id).catch(() => {});
    mine.release();
    changed();
  }

  // -- Sending ---------------------------------------------------------------------------------------------------
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("outbox") : null;
  const changed = () => { if (channel) channel.postMessage("changed"); return show(); };
  if (channel) channel.onmessage = () => show();

  const stillTyped = async () => {
    if (!navigator.locks) return new Set();
    return new Set((await navigator.locks.query()).held.map((lock) => lock.name));
  };
  const post = (address, record, more) => fetch(address, {
    method: "POST", body: JSON.stringify(record.letter), headers: { "Content-Type": "application/json", ...(more && { "X-CSRFToken": token() }) },
    // No cookie: what lets it in lies inside.
    credentials: more ? "same-origin" : "omit",
  });
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  async function round() {
    const records = await all(), typed = await stillTyped();
    for (const record of records.sort((one, other) => one.at - other.at)) {
      if (record.draft && typed.has(`outbox-draft-${record.page}`)) continue;
      if (record.closed && who !== "client") continue;
      const answer = await post(record.closed ? back : letter, record, record.closed);
      if (answer.status >= 500) continue;
      if (!answer.ok) return;
      const { state } = await answer.json();
      if (state === "closed") {
        // Its words come back to whoever wrote them, when they sign in.
        if (record.closed && Date.now() - record.at > GONE) { await forget(record.id); lost = true; }
        else if (!record.closed) await inStore("letters", "readwrite", (store) => store.put({ ...record, closed: true }));
        if (!record.closed && who === "client") return round();
        continue;
      }
      const what = state === "accepted" ? "sent" : "kept";
      await leaveWord(what);
      await forget(record.id);
      told[what] += 1;
      said(what);
      await changed();
    }
  }
  let syncing = null;
  function sync() {
    if (!able || !letter || navigator.onLine === false) return Promise.resolve();
    const go = () => round().catch(() => {}).then(changed);
    if (!syncing) {
      syncing = (navigator.locks
        ? navigator.locks.request("outbox", { ifAvailable: true }, (lock) => (lock ? go() : null))
        : go()).finally(() => { syncing = null; });
    }
    return syncing;
  }

  // -- What the page says ----------------------------------------------------------------------------------------
  const when = (at) => new Intl.DateTimeFormat(document.documentElement.lang || undefined,
    { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false }).format(at);

  async function show() {
    const place = document.querySelector("[data-outbox]");
    if (!place) return;
    const before = counted(), records = await all(), words = place.dataset;
    // Another tab may have put one in, or taken one out, between the two.
    if (able && Math.min(before, counted()) > records.length) lost = true;
    const closed = records.filter((one) => one.closed), open = records.filter((one) => !one.closed);
    const sending = open.filter((one) => !one.draft), typed = open.filter((one) => one.draft);
    const lines = [];
    const say = (one, many, list) => {
      if (list.length) lines.push((list.length > 1 ? many : one).replace("{n}", list.length).replace("{when}", when(Math.min(...list.map((r) => r.at)))));
    };
    say(words.wordsOne, words.wordsMany, sending);
    say(words.wordsDraft, words.wordsDrafts, typed);
    if (open.some((one) => Date.now() - one.at > OLD)) lines.push(words.wordsOld);
    say(words.wordsClosed, words.wordsClosedMany, closed);
    if (told.sent) lines.push(words.wordsSent);
    if (told.kept || told.back) lines.push(words.wordsKept);
    if (lost) lines.push(words.wordsLost);
    place.querySelectorAll("p").forEach((one) => one.remove());
    place.prepend(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    place.querySelector("[data-outbox-back]").hidden = !((told.kept || told.back) && who === "client");
    place.querySelector("[data-outbox-read]").hidden = !lost;
    place.hidden = !lines.length;
    // What it said of a form is over: the line above says what became of it.
    if (!open.length) document.querySelectorAll("[data-sealed-note]").forEach((one) => one.remove());
  }

  // -- What came back --------------------------------------------------------------------------------------------
  const fill = (form, fields) => {
    const names = new Set(fields.map(([name]) => name));
    for (const field of form.elements) {
      if (!names.has(field.name) || field.type === "hidden") continue;
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.type !== "submit") field.value = values[0];
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const isEmpty = (form, fields) => fields.every(([name]) => [...form.elements].every((field) =>
    field.name !== name || field.type === "hidden" || (field.type === "radio" || field.type === "checkbox" ? !field.checked : !field.value)));
  const drop = (place, item) => {
    const said = new URLSearchParams({ place, item });
    told.back = Math.max(0, told.back - 1);
    came.set(place, (came.get(place) || []).filter((one) => one.id !== item));
    return fetch(page, { method: "POST", body: said, credentials: "same-origin", headers: { "X-CSRFToken": token(), "X-Outbox": "1" } }).catch(() => {});
  };

  function giveBack(form, place) {
    for (const item of came.get(place) || []) {
      const shape = document.querySelector("template[data-came]");
      if (!shape) return;
      const part = shape.content.firstElementChild.cloneNode(true), words = part.dataset;
      const line = part.querySelector("[data-came-words]");
      line.textContent = item.why === "refused" ? `${words.wordsRefused} ${item.said.join(" ")}` : item.why === "draft" ? words.wordsDraft : words.wordsLate;
      const button = part.querySelector("[data-came-put]");
      const takeOver = () => { fill(form, item.fields); put.set(form, item.id); button.hidden = true; };
      button.addEventListener("click", takeOver);
      part.querySelector("[data-came-drop]").addEventListener("click", async () => { await drop(place, item.id); part.remove(); show(); });
      form.before(part);
      if (isEmpty(form, item.fields)) takeOver();
    }
  }

  // Taken after all: what came back and was put into it is not needed any more. What else came back stays.
  const sent = async (form) => {
    if (put.has(form)) await drop(placeOf(form), put.get(form));
    put.delete(form);
    return undraft(form);
  };

  // -- With each page --------------------------------------------------------------------------------------------
  const ours = () => [...document.querySelectorAll("form")].filter((form) => (form.getAttribute("method") || "").toLowerCase() === "post" && !form.closest("#journal"));
  async function prepare() {
    if (!able || who !== "client") return;
    const forms = ours();
    const places = forms.flatMap((form) => [placeOf(form), ...[...form.querySelectorAll("[formaction]")].map((button) => placeOf(form, button))]);
    const answer = await fetch(ready, {
      method: "POST", body: new URLSearchParams({ places: JSON.stringify([...new Set(places)].filter(Boolean)), spare: "1" }),
      credentials: "same-origin", headers: { "X-CSRFToken": token() },
    });
    if (!answer.ok || answer.redirected) return;
    const known = await answer.json();
    if (!known.box) return;
    box = known.box;
    ahead = Date.now() - known.now * 1000;
    told.back = known.back;
    told.kept = 0;
    Object.values(known.forms).forEach((open) => given.set(open.place, open));
    came.clear();
    Object.entries(known.came).forEach(([place, items]) => came.set(place, items));
    // Whoever signed in last on this device writes from its empty page.
    await inStore("spare", "readwrite", (store) => store.put({ box: known.box, ahead, forms: known.spare }, "forms")).catch(() => {});
    const done = new Set();
    forms.filter((form) => form.isConnected).forEach((form) => {
      const place = placeOf(form);
      if (!done.has(place)) giveBack(form, place);
      done.add(place);
    });
    document.documentElement.dataset.canWait = "yes";
  }

  // The empty page, which is there without a connection (offline.html). A form of it takes one of the spare tokens.
  async function emptyPage() {
    const forms = [...document.querySelectorAll("form[data-empty]")];
    if (!forms.length) return;
    const known = await spare();
    if (known) { box = known.box; ahead = known.ahead || 0; }
    let usable = 0;
    for (const form of forms) {
      const left = known && known.forms[form.dataset.empty];
      form.closest("section").hidden = !(left && left.length && able);
      usable += left && left.length ? 1 : 0;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        const now = await spare();
        const open = now && now.forms[form.dataset.empty].shift();
        const fields = [["key", crypto.randomUUID()], ...fieldsOf(form)];
        if (!open || (await store(open, fields, { draft: form.dataset.empty === "else" })) === null) {
          form.querySelector("[data-empty-not]").hidden = false;
          return;
        }
        await inStore("spare", "readwrite", (store) => store.put(now, "forms"));
        form.reset();
        form.querySelector("[data-empty-kept]").hidden = false;
        form.querySelector("[data-empty-kept]").focus();
        sync();
      }, true);
    }
    document.querySelector("[data-empty-none]").hidden = usable > 0;
  }

  // Signing out: nobody writes as this person from the empty page. What waits stays, sealed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!/^\/account\/(logout|sign-out-everywhere)\/$/.test(placeOf(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dropSpare().then(() => form.submit());
  }, true);

  // Forms whose words are kept nowhere as they are typed: sealed while there is no connection.
  let timer = 0;
  const typedIn = new Set();
  const typing = (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (!form || form.dataset.draftUrl || form.dataset.empty || !openFor(form)) return;
    typedIn.add(form);
    if (navigator.onLine) return;
    clearTimeout(timer);
    timer = setTimeout(() => draft(form), 500);
  };
  document.addEventListener("input", typing);
  document.addEventListener("change", typing);
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("[data-outbox-read]")) return;
    lost = false;
    all().then((records) => { count(records.length); show(); });
  });

  const begin = async () => {
    if (who === "staff") await dropSpare();
    await wordLeft();
    await show();
    await sync();
    await prepare().catch(() => {});
    await emptyPage().catch(() => {});
    await show();
  };
  // Typed before the connection went.
  addEventListener("offline", () => typedIn.forEach((form) => draft(form)));
  addEventListener("online", () => sync().then(() => prepare()).catch(() => {}));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
  document.addEventListener("beside:page", () => { show(); sync().then(() => prepare()).catch(() => {}); });
  setInterval(async () => { if ((await all()).some((one) => !one.closed)) sync(); }, AGAIN);
  if (document.readyState === "complete") begin(); else addEventListener("load", begin);

  return { keep, draft, undraft, sent, sync, dropSpare, can: (form, button) => able && Boolean(box) && sends(openFor(form, button)) };
})();
