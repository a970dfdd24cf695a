// A journal that only this person can open. Everything is sealed here, with a key that is made here and never sent: the server keeps
// what it cannot read. The key comes from a passphrase or from a recovery code; it lives in this page's memory and goes with the page.
(() => {
  const place = document.getElementById("journal");
  if (!place) return;
  const { pageUrl, lockUrl, leavesUrl, tearOutUrl, shell } = place.dataset;
  const ROUNDS = 600000, FIRST = 50, BATCH = 500, NAMED = 100, KEPT = 1000, HERE = 60000000, PAUSE = 1000, AGAIN = 15000, IDLE = 5 * 60000, LONGEST = 50000;
  const SIZES = [1024, 4096, 16384, 65536, 262144], FULL = 65000;
  const EDGE = 1600, LARGEST_PICTURE = 900000, LONGEST_VOICE = 240, CHUNK = 180000;
  const text = (words) => new TextEncoder().encode(words);
  const words = (bytes) => new TextDecoder().decode(bytes);
  const base64 = (bytes) => { let out = ""; for (const one of new Uint8Array(bytes)) out += String.fromCharCode(one); return btoa(out); };
  const bytesOf = (said) => {
    const plain = atob(said), out = new Uint8Array(plain.length);
    for (let at = 0; at < plain.length; at += 1) out[at] = plain.charCodeAt(at);
    return out;
  };
  const random = (many) => crypto.getRandomValues(new Uint8Array(many));
  const part = (name, inside = place) => inside.querySelector(`[data-part="${name}"]`);
  let csrf = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  let key = null, lock = null, writing = null, seen = 0, more = false, limit = FIRST;
  let owner = place.dataset.owner, connected = !shell, away = false, keeps = true;
  let there = 0;              // how many pages there were when this device last knew
  let names = null;           // id -> version, of all pages that there are, once asked for
  const leaves = new Map();   // id -> { id, version, page: { kind, words, made, media } }

  const show = (name) => {
    for (const view of place.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
    const first = place.querySelector(`[data-view="${name}"] input, [data-view="${name}"] textarea`);
    if (first && name !== "open") first.focus();
  };
  const say = (name, inside = place) => {
    for (const one of place.querySelectorAll("[data-says]")) one.hidden = !one.dataset.says.split(" ").includes(name);
    const told = inside.querySelector(`[data-says~="${name}"]`);
    if (told) told.hidden = false;
  };

  // -- Keys ------------------------------------------------------------------------------------------------------
  const AES = { name: "AES-GCM", length: 256 };
  async function fromPassphrase(passphrase, salt, rounds) {
    const base = await crypto.subtle.importKey("raw", text(passphrase.normalize("NFKC").trim()), "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, AES, false, ["encrypt", "decrypt"]);
  }
  async function fromCode(code, salt) {
    const base = await crypto.subtle.importKey("raw", text(code), "HKDF", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: text("beside journal code 1") }, base, AES, false, ["encrypt", "decrypt"]);
  }
  async function wrap(raw, by, way) {
    const nonce = random(12);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: text(`beside journal lock 1|${way}`) }, by, raw);
    return { nonce: base64(nonce), key: base64(sealed) };
  }
  const unwrap = (kept, by, way) => crypto.subtle.decrypt(
    { name: "AES-GCM", iv: bytesOf(kept.nonce), additionalData: text(`beside journal lock 1|${way}`) }, by, bytesOf(kept.key));
  const hold = async (raw) => { key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]); };

  // A passkey of its own, which gives the same secret each time that its holder shows themself (WebAuthn's PRF). Nothing of it is sent.
  async function fromPasskey(secret, salt) {
    const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: text("beside journal passkey 1") }, base, AES, false, ["encrypt", "decrypt"]);
  }
  const secretOf = (told) => (told && told.results && told.results.first) || null;
  async function passkeySecret(credential, salt) {
    const got = await navigator.credentials.get({ publicKey: {
      challenge: random(32), allowCredentials: [{ type: "public-key", id: credential }], userVerification: "required",
      extensions: { prf: { eval: { first: salt } } },
    } });
    return secretOf(got.getClientExtensionResults().prf);
  }
  async function newPasskey(raw) {
    const salt = random(32), named = place.dataset.name;
    const made = await navigator.credentials.create({ publicKey: {
      challenge: random(32), rp: { name: named }, user: { id: random(16), name: named, displayName: named },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" }, extensions: { prf: { eval: { first: salt } } },
    } });
    const told = made.getClientExtensionResults().prf;
    const secret = secretOf(told) || (told && told.enabled ? await passkeySecret(made.rawId, salt) : null);
    if (!secret) return null;
    return { credential: base64(made.rawId), salt: base64(salt), ...await wrap(raw, await fromPasskey(secret, salt), "passkey") };
  }

  // 32 letters and digits without those that look alike: 160 bits.
  const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const newCode = () => Array.from(random(32), (one) => LETTERS[one % 32]).join("");
  const tidyCode = (said) => said.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const inFours = (code) => code.match(/.{4}/g).join(" ");

  // -- The server, which sees sealed bytes -------------------------------------------------------------------------
  async function ask(address, body) {
    const answer = await fetch(address, {
      method: body ? "POST" : "GET", credentials: "same-origin", redirect: "error", cache: "no-store",
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": csrf } : {}, ...(body && { body: JSON.stringify(body) }),
    });
    const told = await answer.json();
    return { ok: answer.ok, status: answer.status, told };
  }

  // -- Pages -----------------------------------------------------------------------------------------------------
  // Its version is sealed with it: an older one cannot be passed off as the newest.
  async function seal(id, page, version) {
    const plain = text(JSON.stringify({ ...page, version }));
    // A part of a picture or a voice note is as long as any other.
    const least = page.kind === "part" ? SIZES.at(-1) : plain.length;
    // Rounded up, so that the length of what is sealed tells little of the length of what was written.
    const size = SIZES.find((one) => one >= Math.max(least, plain.length)) || Math.ceil(plain.length / SIZES.at(-1)) * SIZES.at(-1);
    const padded = new Uint8Array(size).fill(32);
    padded.set(plain);
    const nonce = random(12);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: text(`beside journal leaf 1|${id}`) }, key, padded);
    const joined = new Uint8Array(12 + sealed.byteLength);
    joined.set(nonce); joined.set(new Uint8Array(sealed), 12);
    return base64(joined);
  }
  async function open(leaf) {
    const bytes = bytesOf(leaf.sealed);
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData: text(`beside journal leaf 1|${leaf.id}`) }, key, bytes.subarray(12));
    const { version: inside, ...page } = JSON.parse(words(plain));
    return { id: leaf.id, version: leaf.version, at: leaf.at, page, inside };
  }

  // The next so many, from the server or from this device: only those are opened.
  async function fetchMore(many) {
    let next;
    if (connected) {
      const { ok, told } = await ask(`${leavesUrl}?from=${seen}&many=${many}`);
      if (!ok) throw new Error("leaves");
      next = told.leaves;
      more = told.more;
    } else {
      next = await newestHere(seen, many + 1);
      more = next.length > many;
      next.length = Math.min(next.length, many);
    }
    const first = seen;
    seen += next.length;
    await openAll(next);
    if (connected && first < KEPT) keepHere(next);
  }
  async function openAll(sealed) {
    const looked = connected ? versionsHere(sealed.map(({ id }) => id)) : new Map();
    const opened = await Promise.allSettled(sealed.map(async (leaf) => {
      const one = await open(leaf), newest = Math.max(one.inside || 0, (await looked).get(one.id) || 0);
      const older = connected && (one.version < newest || (one.inside && one.inside < one.version));
      if (!older) return one;
      part("older").hidden = false;
      // What this device kept itself is the newer one: it is shown, and what is written on it becomes a page of its own.
      const [own] = await inStore("kept", "readonly", (store) => store.getAll(one.id)).catch(() => []);
      return (own && own.version > one.version && (await open(own).catch(() => null))) || one;
    }));
    for (const one of opened) if (one.status === "fulfilled" && !leaves.has(one.value.id)) leaves.set(one.value.id, one.value);
    if (opened.some((one) => one.status === "rejected")) part("some-closed").hidden = false;
  }
  async function fetchNamed(ids) {
    const { ok, told } = await ask(`${leavesUrl}?ids=${ids.join(",")}`);
    if (!ok) throw new Error("leaves");
    return told.leaves;
  }
  // All that there is. What moved while it was fetched, and what is longer than a page, is asked for by name.
  async function fetchAll() {
    while (more) await fetchMore(BATCH);
    if (!connected) return;
    await askNames();
    const parts = new Set([...leaves.values()].flatMap((leaf) => (leaf.page.media || []).flatMap((one) => one.parts)));
    const missing = [...names.keys()].filter((id) => !leaves.has(id) && !parts.has(id));
    for (let at = 0; at < missing.length; at += 20) await openAll(await fetchNamed(missing.slice(at, at + 20)));
  }
  async function askNames() {
    const { ok, told } = await ask(`${leavesUrl}?names=1`);
    if (!ok) throw new Error("leaves");
    names = new Map(told.names.map(([id, version]) => [id, version]));
    return told.names;
  }

  // -- On the device, sealed: what waits for a connection, copies to open without one, and how they open -----------------
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
  const inStore = async (names, mode, act) => {
    const store = await base(), all = [].concat(names);
    const work = store.transaction(all, mode);
    const asked = act(...all.map((name) => work.objectStore(name)));
    return new Promise((yes, no) => {
      work.oncomplete = () => { store.close(); yes(asked && asked.result); };
      work.onerror = work.onabort = () => { store.close(); no(work.error); };
    });
  };
  // Of somebody else who uses this device it is left alone: whose it is, only its key tells.
  const mine = async (name) =>
    (await inStore(name, "readonly", (store) => store.getAll()).catch(() => [])).filter((one) => one.owner === owner);
  const waits = (leaf, instead = null) => inStore("waiting", "readwrite", (store) => {
    if (instead) store.delete(instead);
    store.put({ ...leaf, owner });
  });
  // Of what came through, not of what another tab put there since.
  const waitsNoMore = (id, sealed = null) => inStore("waiting", "readwrite", (store) => {
    store.get(id).onsuccess = ({ target: { result: one } }) => { if (one && (!sealed || one.sealed === sealed)) store.delete(id); };
  }).catch(() => {});
  // Beside each copy its version and length, so that nothing else has to be read to know what is here. An older one takes no newer one's place.
  const keepHere = (sealed) => (keeps && sealed.length
    ? inStore(["kept", "versions"], "readwrite", (kept, versions) => {
      for (const { id, version, at, sealed: bytes } of sealed) {
        versions.get(id).onsuccess = ({ target: { result: known } }) => {
          if (known && known.owner === owner && known.version > version) return;
          kept.put({ id, version, at, sealed: bytes, owner });
          versions.put({ id, version, size: bytes.length, owner });
        };
      }
    }).catch(() => {})
    : null);
  const dropHere = (ids) => inStore(["kept", "versions"], "readwrite",
    (kept, versions) => { for (const id of ids) { kept.delete(id); versions.delete(id); } }).catch(() => {});
  const versionsHere = async (ids) => {
    const found = new Map();
    await inStore("versions", "readonly", (store) => {
      for (const id of ids) store.get(id).onsuccess = ({ target: { result: one } }) => { if (one && one.owner === owner) found.set(id, one.version); };
    }).catch(() => {});
    return found;
  };
  // The newest first, so many of them, without reading the rest.
  const newestHere = (from, many) => inStore("kept", "readonly", (store) => {
    const found = [], asked = store.index("newest").openCursor(IDBKeyRange.bound([owner, ""], [owner, "\uffff"]), "prev");
    let passed = from === 0;
    asked.onsuccess = () => {
      const at = asked.result;
      if (!at) return;
      if (!passed) { passed = true; at.advance(from); return; }
      found.push(at.value);
      if (found.length < many) at.continue();
    };
    return { get result() { return found; } };
  });
  const keepLockHere = () => inStore("locks", "readwrite", (store) => store.put(keeps ? { owner, ...lock, there } : { owner, off: true })).catch(() => {});
  const locksHere = async () => inStore("locks", "readonly", (store) => store.getAll()).catch(() => []);

  async function sendWaiting() {
    const waiting = await mine("waiting");
    const states = new Set();
    for (const leaf of waiting) {
      if (leaf.torn) {
        if (connected && (await tear(leaf.id).catch(() => false))) await waitsNoMore(leaf.id);
        leaves.delete(leaf.id);
        continue;
      }
      // Sealed with another key it belongs to a journal that is not this one: it is not sent.
      const waited = await open(leaf).catch(() => null);
      if (!waited) continue;
      const page = writing && writing.id === leaf.id && writing.version === leaf.version ? writing : waited;
      page.lost = Boolean(leaf.lost);
      page.tried = new Set([...(page.tried || []), ...(leaf.tried || []), nonceOf(leaf.sealed)]);
      leaves.set(page.id, page);
      // The very bytes that waited: whichever tab sends them, and how often, they are one page.
      if (connected && !page.lost) states.add(await keep(page, { quiet: true, as: leaf.sealed }));
    }
    for (const told of ["two-devices", "refused"]) if (states.has(told)) say(told);
    return waiting.length;
  }

  // What is gone from the journal goes from here too; and its pages are kept here, sealed, to open without a connection: the newest first, as many as there is room for.
  async function sync() {
    const all = await askNames(), waiting = new Set((await mine("waiting")).map((one) => one.id));
    const here = new Map((await mine("versions")).map((one) => [one.id, one]));
    const gone = [...here.keys()].filter((id) => !names.has(id));
    await dropHere(gone);
    for (const id of gone) here.delete(id);
    for (const [id, leaf] of [...leaves]) if (leaf.version && !names.has(id) && !waiting.has(id) && leaf !== writing) leaves.delete(id);
    const pages = all.filter(([, , small]) => small);
    there = pages.length;
    if (!keeps) return;
    let room = HERE;
    for (const { size } of here.values()) room -= size;
    const missing = pages.filter(([id, version]) => !here.has(id) || here.get(id).version < version).map(([id]) => id);
    for (let at = 0; at < missing.length && room > 0 && keeps; at += NAMED) {
      const next = await fetchNamed(missing.slice(at, at + NAMED));
      for (const { sealed } of next) room -= sealed.length;
      await keepHere(next);
    }
    await keepLockHere();
    await count();
  }
  // How many of its pages open without a connection: said where it is not all of them, and where there is none.
  async function count() {
    const many = await inStore("kept", "readonly", (store) => store.index("newest").count(IDBKeyRange.bound([owner, ""], [owner, "\uffff"])));
    part("here").textContent = many;
    part("there").textContent = Math.max(many, there);
    part("counted").hidden = connected && many >= there;
  }

  // The page as a device keeps it knows nobody. When there is a connection again, the real one says who is signed in.
  async function connect() {
    if (!shell) { connected = true; return true; }
    const answer = await fetch(pageUrl, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
    const real = answer.ok ? await answer.text() : "", found = (pattern) => (real.match(pattern) || [])[1];
    if (found(/id="journal"[^>]* data-owner="([^"]+)"/) !== owner) { say("signed-out"); return false; }
    csrf = JSON.parse(found(/hx-headers='([^']+)'/) || "{}")["X-CSRFToken"] || "";
    connected = true;
    return true;
  }

  // -- Two tabs: one tells the other what it kept, sealed -------------------------------------------------------------
  const tabs = "BroadcastChannel" in self ? new BroadcastChannel("journal") : null;
  const tell = (what) => { if (tabs) tabs.postMessage({ owner, ...what }); };
  if (tabs) tabs.onmessage = async ({ data }) => {
    if (!key || data.owner !== owner) return;
    if (data.torn) {
      leaves.delete(data.torn);
      if (writing && writing.id === data.torn) { writing = null; field().value = ""; }
      list();
      return;
    }
    const theirs = await open(data.leaf).catch(() => null);
    if (!theirs || theirs.page.kind === "part") return;
    if (writing && writing.id === theirs.id) {
      // Typed on since: what is kept next finds another version there, and both stay.
      if (field().value !== writing.page.words) return;
      writing = theirs;
      field().value = theirs.page.words;
    }
    leaves.set(theirs.id, theirs);
    list();
  };

  // -- Keeping: as it is typed, sealed first ---------------------------------------------------------------------------
  // Before it goes it waits on the device: a tab that is closed on the way loses nothing, and what came through meanwhile is known again.
  const nonceOf = (sealed) => sealed.slice(0, 16);
  async function keep(leaf, { quiet = false, as = null, instead = null } = {}) {
    const sealed = as || await seal(leaf.id, leaf.page, leaf.version + 1);
    const tried = (leaf.tried = leaf.tried || new Set()).add(nonceOf(sealed));
    const noted = await waits({ id: leaf.id, version: leaf.version, sealed, tried: [...tried] }, instead).then(() => true, () => false);
    try {
      if (!connected) throw new Error("away");
      const { ok, status, told } = await ask(leavesUrl, { id: leaf.id, version: leaf.version, sealed });
      if (ok) {
        leaf.version = told.version;
        leaf.at = told.at;
        leaf.tried = null;
        if (leaf.page.kind !== "part") {
          leaves.set(leaf.id, leaf);
          keepHere([{ ...leaf, sealed }]);
        }
        await waitsNoMore(leaf.id, sealed);
        tell({ leaf: { id: leaf.id, version: leaf.version, at: leaf.at, sealed } });
        return "saved";
      }
      if (status === 409 && told.sealed && tried.has(nonceOf(told.sealed))) {
        // It was this device: its answer was lost on the way.
        leaf.version = told.version;
        return keep(leaf, { quiet });
      }
      if (status === 409) {
        // Another device wrote on this page too: both are kept, this one as a page of its own.
        const there = leaf.id;
        leaves.delete(there);
        if (told.sealed) { const theirs = await open(told).catch(() => null); if (theirs) leaves.set(theirs.id, theirs); }
        leaf.id = crypto.randomUUID();
        leaf.version = 0;
        leaf.tried = null;
        const state = await keep(leaf, { quiet, instead: there });
        return state === "saved" ? "two-devices" : state;
      }
      if (status === 410) {
        // Torn out on another device: it does not come back by itself. What was written here since is shown, and they decide.
        leaf.lost = true;
        leaves.set(leaf.id, leaf);
        await waits({ id: leaf.id, version: leaf.version, sealed, lost: true }).catch(() => {});
        dropHere([leaf.id]);
        if (writing === leaf) { writing = null; field().value = ""; }
        return "torn-elsewhere";
      }
      if (!quiet) say("refused");
      return "refused";
    } catch {
      if (!noted) return "refused";
      away = true;
      if (leaf.page.kind !== "part") leaves.set(leaf.id, leaf);
      return "waiting";
    }
  }
  const field = () => part("words");
  let timer = null, state = "", saving = Promise.resolve();
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    say("typing");
  };
  const newLeaf = () => ({ id: crypto.randomUUID(), version: 0, page: { kind: "page", made: new Date().toISOString(), words: "" } });
  // What stands there now is what is kept, whatever is typed or begun while it is being sealed.
  function save() {
    clearTimeout(timer);
    const said = field().value;
    if (!writing && said.trim()) writing = newLeaf();
    const leaf = writing;
    saving = saving.then(async () => {
      if (!leaf || leaf.page.words === said) return;
      state = "";
      const page = { ...leaf.page, words: said };
      if (text(JSON.stringify(page)).length > FULL) { say(state = "full"); return; }
      leaf.page = page;
      state = await keep(leaf);
      if (state !== "saved" || (writing === leaf && field().value === said)) say(state);
      list();
    });
    return saving;
  }

  // -- A picture, a voice note: in parts that all have one length ----------------------------------------------------------
  async function attach(blob, what) {
    const bytes = new Uint8Array(await blob.arrayBuffer()), parts = [];
    await save();
    saving = saving.then(async () => {
      say("keeping");
      for (let at = 0; at < bytes.length; at += CHUNK) {
        const one = { id: crypto.randomUUID(), version: 0, page: { kind: "part", data: base64(bytes.subarray(at, at + CHUNK)) } };
        const state = await keep(one);
        if (state !== "saved" && state !== "waiting") { say(state); return; }
        parts.push(one.id);
      }
      const leaf = (writing = writing || newLeaf());
      leaf.page = { ...leaf.page, words: field().value, media: [...(leaf.page.media || []), { ...what, mime: blob.type, parts }] };
      say(await keep(leaf));
      list();
    });
    return saving;
  }
  // Drawn anew: where and when it was taken, and with what, does not go along.
  async function redrawn(file) {
    const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (let edge = EDGE; edge >= 400; edge /= 2) {
      const by = Math.min(1, edge / Math.max(drawn.width, drawn.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(drawn.width * by));
      canvas.height = Math.max(1, Math.round(drawn.height * by));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((yes) => canvas.toBlob(yes, "image/jpeg", 0.82));
      if (blob && blob.size <= LARGEST_PICTURE) return blob;
    }
    throw new Error("picture");
  }
  async function picture(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    let blob;
    try { blob = await redrawn(file); } catch { say("no-picture"); return; }
    await attach(blob, { kind: "picture" });
  }
  let recording = null;
  async function record() {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { say("no-microphone"); return; }
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 }), got = [], began = Date.now();
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const shown = part("seconds"), running = part("recording");
    const ticking = setInterval(() => { shown.textContent = seconds(); stir(); if (seconds() >= LONGEST_VOICE) recorder.stop(); }, 500);
    const done = new Promise((yes) => {
      recorder.ondataavailable = ({ data }) => got.push(data);
      recorder.onstop = yes;
    }).then(async () => {
      clearInterval(ticking);
      for (const track of stream.getTracks()) track.stop();
      recording = null;
      running.hidden = true;
      part("record").hidden = false;
      await attach(new Blob(got, { type: recorder.mimeType.split(";")[0] }), { kind: "voice", seconds: seconds() });
    });
    recording = { stop: () => { if (recorder.state !== "inactive") recorder.stop(); return done; } };
    recorder.start();
    shown.textContent = "0";
    part("record").hidden = true;
    running.hidden = false;
    part("stop").focus();
  }
  async function loaded(one) {
    const waiting = new Map((await mine("waiting")).map((leaf) => [leaf.id, leaf])), got = [];
    for (const id of one.parts) {
      const [sealed] = waiting.has(id) ? [waiting.get(id)] : await fetchNamed([id]);
      got.push(bytesOf((await open(sealed)).page.data));
    }
    // What was drawn or recorded here, and nothing that could be a document.
    const safe = one.kind === "voice" ? /^(audio|video)\/[a-z0-9.+-]+$/ : /^image\/jpeg$/;
    return new Blob(got, { type: safe.test(one.mime) ? one.mime : "application/octet-stream" });
  }
  function mediaOf(leaf, into) {
    for (const one of leaf.page.media || []) {
      const shape = part(one.kind === "voice" ? "one-voice" : "one-picture").content.firstElementChild.cloneNode(true);
      const seconds = shape.querySelector("[data-seconds]"), shown = shape.querySelector("img, audio"), button = shape.querySelector("[data-load]");
      if (seconds) seconds.textContent = one.seconds;
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          shown.src = URL.createObjectURL(await loaded(one));
          shown.hidden = false;
          button.hidden = true;
        } catch { say("no-connection"); button.disabled = false; }
      });
      into.append(shape);
    }
  }

  // -- Reading ---------------------------------------------------------------------------------------------------------
  const day = (iso) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
  // Held in memory as long as the journal is open, so that a search asks nobody.
  const lower = new WeakMap();
  const holds = ({ page }, sought) => {
    if (!lower.has(page)) lower.set(page, (page.words || "").toLowerCase());
    return lower.get(page).includes(sought);
  };
  const cards = new Map();    // id -> { page, lost, card }
  function list() {
    const sought = part("search").value.trim().toLowerCase();
    const found = [...leaves.values()]
      .filter((leaf) => leaf.page.kind !== "part" && (leaf.page.words || (leaf.page.media || []).length) && (!sought || holds(leaf, sought)))
      .sort((one, other) => (one.page.made < other.page.made ? 1 : -1));
    const wanted = found.slice(0, limit).map(cardOf), shown = part("list");
    // What stands there already is left alone: a picture stays open, a voice goes on.
    if (wanted.length !== shown.children.length || wanted.some((card, at) => card !== shown.children[at])) shown.replaceChildren(...wanted);
    part("none").hidden = found.length > 0;
    part("earlier").hidden = !(found.length > limit || more);
  }
  function cardOf(leaf) {
    const there = cards.get(leaf.id);
    if (there && there.leaf === leaf && there.page === leaf.page && there.lost === leaf.lost) return there.card;
    const card = item(leaf);
    cards.set(leaf.id, { leaf, page: leaf.page, lost: leaf.lost, card });
    return card;
  }
  function item(leaf) {
    const one = part("one-page").content.firstElementChild.cloneNode(true);
    one.querySelector("[data-day]").textContent = day(leaf.page.made);
    one.querySelector("[data-words]").textContent = leaf.page.words;
    one.querySelector("[data-concern]").hidden = leaf.page.kind !== "concern";
    mediaOf(leaf, one.querySelector("[data-media]"));
    one.querySelector("[data-go-on]").addEventListener("click", () => begin(leaf));
    const toShare = one.querySelector("[data-share]");
    if (toShare) { toShare.addEventListener("click", () => share(leaf)); toShare.hidden = !part("share-form"); }
    const out = one.querySelector("[data-tear-out]"), sure = one.querySelector("[data-sure]");
    out.addEventListener("click", () => { out.hidden = true; sure.hidden = false; sure.querySelector("button").focus(); });
    sure.querySelector("[data-yes]").addEventListener("click", () => tearOut(leaf));
    sure.querySelector("[data-no]").addEventListener("click", () => { sure.hidden = true; out.hidden = false; out.focus(); });
    const lost = one.querySelector("[data-lost]");
    lost.hidden = !leaf.lost;
    one.querySelector("[data-do]").hidden = Boolean(leaf.lost);
    lost.querySelector("[data-as-new]").addEventListener("click", () => decided(leaf, true));
    lost.querySelector("[data-let-go]").addEventListener("click", () => decided(leaf, false));
    return one;
  }
  async function decided(leaf, asNew) {
    leaves.delete(leaf.id);
    if (asNew) say(await keep({ id: crypto.randomUUID(), version: 0, page: { ...leaf.page, media: [] } }));
    await waitsNoMore(leaf.id);
    list();
  }
  function begin(leaf) {
    save();
    writing = leaf || null;
    field().value = leaf ? leaf.page.words : "";
    say(leaf ? "saved" : "new");
    field().focus();
  }
  const tear = async (id) => (await ask(tearOutUrl.replace("00000000-0000-0000-0000-000000000000", id), {})).ok;
  async function tearOut(leaf) {
    await saving;
    const ids = [leaf.id, ...(leaf.page.media || []).flatMap((one) => one.parts)];
    let state = "torn-out";
    for (const id of ids) {
      try {
        if (!connected) throw new Error("away");
        if (!(await tear(id))) throw new Error("refused");
        await waitsNoMore(id);
        if (seen && id === leaf.id) seen -= 1;
      } catch {
        await waits({ id, torn: true }).catch(() => {});
        state = "torn-out-later";
      }
    }
    await dropHere(ids);
    leaves.delete(leaf.id);
    tell({ torn: leaf.id });
    if (writing && writing.id === leaf.id) { writing = null; field().value = ""; }
    say(state);
    list();
  }
  // The words go into a form that the person sends, or does not: nothing is shared by a tap on the way there.
  function share(leaf) {
    const form = part("share-form");
    if (!form) return;
    const marked = String(getSelection() || "").trim();
    const passage = marked && leaf.page.words.includes(marked);
    form.querySelector("textarea").value = passage ? marked : leaf.page.words;
    const how = form.querySelector(`input[name="how"][value="${passage ? "passage" : "whole"}"]`);
    if (how) how.checked = true;
    part("share").hidden = false;
    form.querySelector("textarea").focus();
  }

  async function come_in() {
    const known = (await locksHere()).find((one) => one.owner === owner);
    keeps = !(known && known.off);
    there = (known && known.there) || 0;
    part("keeps").checked = keeps;
    if (connected) await keepLockHere();
    else await count();
    show("pages");
    place.dataset.from = connected ? "server" : "device";
    await fetchMore(FIRST);
    list();
    say(connected ? "new" : "from-here");
    place.dataset.usable = String(performance.now());
    if (await sendWaiting()) list();
    if (connected) await sync().then(list).catch(() => {});
    place.dataset.synced = "yes";
  }

  // -- Taken out: one file to read, with everything in it to use, made here and nowhere else ---------------------------------
  const escaped = (said) => said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const dataUrl = async (blob) => `data:${blob.type};base64,${base64(await blob.arrayBuffer())}`;
  async function takeOut() {
    await fetchAll();
    list();
    const pages = [...leaves.values()].filter((leaf) => leaf.page.kind !== "part").sort((one, other) => (one.page.made > other.page.made ? 1 : -1));
    const told = [], shown = [];
    for (const { page } of pages) {
      const media = [];
      for (const one of page.media || []) media.push({ kind: one.kind, seconds: one.seconds, data: await dataUrl(await loaded(one)) });
      told.push({ kind: page.kind, made: page.made, words: page.words, media });
      const seen = media.map((one) => (one.kind === "voice" ? `<audio controls src="${one.data}"></audio>` : `<img src="${one.data}" alt="">`));
      shown.push(`<article><h2>${escaped(day(page.made))}</h2><p>${escaped(page.words || "")}</p>${seen.join("")}</article>`);
    }
    const { name } = place.dataset, language = document.documentElement.lang;
    const file = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(name)}</title>`
      + "<style>body{font:1.1rem/1.6 serif;max-width:40rem;margin:2rem auto;padding:0 1rem}p{white-space:pre-wrap}img{max-width:100%}</style></head>"
      + `<body><h1>${escaped(name)}</h1>${shown.join("")}`
      + `<script type="application/json" id="journal">${JSON.stringify({ v: 1, pages: told }).replaceAll("<", "\\u003c")}</scr` + "ipt></body></html>";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file], { type: "text/html" }));
    link.download = `${name}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // -- Opening, making, changing ---------------------------------------------------------------------------------------
  const busy = async (form, act) => {
    const button = form.querySelector("button");
    button.disabled = true;
    try { await act(); } catch { say("no-connection", form); } finally { button.disabled = false; }
  };
  let candidates = [];        // what this device could open: of one person, or without a connection of each who opened theirs here
  const click = (name, act) => { for (const one of place.querySelectorAll(`[data-part="${name}"]`)) one.addEventListener("click", act); };
  const on = (name, act) => {
    const form = part(name);
    form.addEventListener("submit", (event) => { event.preventDefault(); busy(form, () => act(form)); });
  };
  const tried = new Set();
  async function made(passphrase, { raw, salt = random(16), anew = false }) {
    const code = newCode();
    const wrapped = {
      v: 1, rounds: ROUNDS, salt: base64(salt),
      by_passphrase: await wrap(raw, await fromPassphrase(passphrase, salt, ROUNDS), "passphrase"),
      by_code: await wrap(raw, await fromCode(code, salt), "code"),
      // A passkey goes on opening it: the key in the lock is the same.
      ...(!anew && lock.wrapped && lock.wrapped.by_passkey && { by_passkey: lock.wrapped.by_passkey }),
    };
    tried.add(wrapped.by_passphrase.key);
    const { ok, status, told } = await ask(lockUrl, { wrapped, version: lock.version, ...(anew && { anew }) });
    // What is there came from here and its answer was lost, the code with it: another one is made, and shown.
    if (status === 409 && told.wrapped && tried.has(told.wrapped.by_passphrase.key)) { lock = told; await made(passphrase, { raw }); return; }
    if (status === 409) { lock = told; candidates = [told]; show("open"); say("changed-elsewhere"); return; }
    // To begin anew deletes what is there: the person signs in once more first.
    if (status === 403 && told.again) { location.assign(told.again); return; }
    if (!ok) throw new Error("lock");
    lock = { wrapped, version: told.version };
    await hold(raw);
    part("code").textContent = inFours(code);
    show("code");
  }
  const good = (form) => {
    const [one, other] = form.querySelectorAll("input[data-new]");
    if (one.value.normalize("NFKC").trim().length < 12) { say("short", form); one.focus(); return ""; }
    if (one.value !== other.value) { say("not-the-same", form); other.focus(); return ""; }
    return one.value;
  };
  on("make", async (form) => {
    const passphrase = good(form);
    if (passphrase) await made(passphrase, { raw: random(32), anew: form.dataset.anew === "yes" });
    form.reset();
  });
  on("open", async (form) => {
    const input = form.querySelector("input");
    const said = input.value;
    input.value = "";
    for (const one of candidates) {
      const by = await fromPassphrase(said, bytesOf(one.wrapped.salt), one.wrapped.rounds);
      const raw = await unwrap(one.wrapped.by_passphrase, by, "passphrase").catch(() => null);
      if (raw) { await opened(one, raw); return; }
    }
    say("wrong", form);
    input.focus();
  });
  async function opened(one, raw) {
    lock = { wrapped: one.wrapped, version: one.version };
    if (one.owner) owner = one.owner;
    place.dataset.unlocked = String(performance.now());
    await hold(raw);
    await come_in();
  }
  click("by-passkey", async () => {
    for (const one of candidates.filter(({ wrapped }) => wrapped.by_passkey)) {
      const kept = one.wrapped.by_passkey, salt = bytesOf(kept.salt);
      const secret = await passkeySecret(bytesOf(kept.credential), salt).catch(() => null);
      const raw = secret && await unwrap(kept, await fromPasskey(secret, salt), "passkey").catch(() => null);
      if (raw) { await opened(one, raw).catch(() => say("no-connection")); return; }
    }
    say("no-passkey");
  });
  // The key cannot be taken out of this page's memory: the passphrase brings it once more.
  on("passkey", async (form) => {
    const [old] = form.querySelectorAll("input");
    const by = await fromPassphrase(old.value, bytesOf(lock.wrapped.salt), lock.wrapped.rounds);
    const raw = await unwrap(lock.wrapped.by_passphrase, by, "passphrase").catch(() => null);
    if (!raw) { say("wrong", form); old.focus(); return; }
    form.reset();
    const by_passkey = await newPasskey(raw).catch(() => null);
    if (!by_passkey) { say("no-passkey", form); return; }
    await relock({ ...lock.wrapped, by_passkey }, form, "passkey-made");
  });
  click("no-more-passkey", async () => {
    const { by_passkey: _gone, ...wrapped } = lock.wrapped;
    await relock(wrapped, part("passkey"), "passkey-gone").catch(() => say("no-connection", part("passkey")));
  });
  async function relock(wrapped, form, done) {
    const { ok, status, told } = await ask(lockUrl, { wrapped, version: lock.version });
    if (status === 409) { lock = told; candidates = [told]; show("open"); say("changed-elsewhere"); return; }
    if (!ok) throw new Error("lock");
    lock = { wrapped, version: told.version };
    candidates = [lock];
    await keepLockHere();
    part("no-more-passkey").hidden = !wrapped.by_passkey;
    say(done, form);
  }
  on("by-code", async (form) => {
    const [code] = form.querySelectorAll("input");
    const by = await fromCode(tidyCode(code.value), bytesOf(lock.wrapped.salt));
    const raw = await unwrap(lock.wrapped.by_code, by, "code").catch(() => null);
    if (!raw) { say("wrong-code", form); code.focus(); return; }
    const passphrase = good(form);
    if (!passphrase) return;
    form.reset();
    // The code was used: another one takes its place, as the passphrase does.
    await made(passphrase, { raw: new Uint8Array(raw) });
  });
  on("change", async (form) => {
    const [old] = form.querySelectorAll("input");
    const by = await fromPassphrase(old.value, bytesOf(lock.wrapped.salt), lock.wrapped.rounds);
    const raw = await unwrap(lock.wrapped.by_passphrase, by, "passphrase").catch(() => null);
    if (!raw) { say("wrong", form); old.focus(); return; }
    const passphrase = good(form);
    if (!passphrase) return;
    await save();
    form.reset();
    await made(passphrase, { raw: new Uint8Array(raw) });
  });
  click("written-down", () => { part("code").textContent = ""; leaves.clear(); cards.clear(); seen = 0; limit = FIRST; come_in().catch(() => say("no-connection")); });
  click("to-code", () => show("by-code"));
  click("to-open", () => show("open"));
  click("to-lost", () => show("lost"));
  click("anew", () => { part("make").dataset.anew = "yes"; show("make"); });
  click("new-page", () => begin(null));
  click("earlier", async () => {
    limit += FIRST;
    if (more) await fetchMore(FIRST).catch(() => say("no-connection"));
    list();
  });
  for (const one of place.querySelectorAll("[data-begin]")) one.addEventListener("click", () => {
    const said = field().value.trimEnd(), line = one.textContent.trim().replace(/ …$/, " ");
    field().value = said ? `${said}\n\n${line}` : line;
    field().focus();
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
  part("picture").addEventListener("change", (event) => picture(event.target));
  click("record", record);
  click("stop", () => recording && recording.stop());
  part("keeps").addEventListener("change", async (event) => {
    keeps = event.target.checked;
    await keepLockHere();
    if (keeps) await sync().catch(() => {}); else await dropHere((await mine("kept")).map((one) => one.id));
    say(keeps ? "kept-here" : "not-kept-here");
  });
  click("take-out", async () => {
    await save();
    say("taking-out");
    try { await takeOut(); } catch { say("no-connection"); return; }
    say("taken-out");
  });
  click("share-not", () => { part("share").hidden = true; part("share-form").reset(); });
  // What was typed is not left to the browser, which would put it back into the closed page, and onto the disk.
  // The page that was written on is let go first: an empty field is not what it says.
  const empty = () => { writing = null; for (const one of place.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden]), textarea")) one.value = ""; };
  const close = async () => { if (recording) await recording.stop(); await save(); key = null; empty(); place.hidden = true; location.reload(); };
  // What could not be kept is not thrown away by a tap: the page says what to do with it.
  click("lock", async () => { await save(); if (["full", "refused"].includes(state) && field().value.trim()) { say(state); return; } await close(); });
  field().addEventListener("input", later);
  field().maxLength = LONGEST;
  let seeking = null;
  part("search").addEventListener("input", () => {
    clearTimeout(seeking);
    seeking = setTimeout(async () => {
      list();
      limit = FIRST;
      try {
        while (more && part("search").value.trim()) { await fetchMore(BATCH); list(); }
      } catch { say("no-connection"); }
    }, 150);
  });
  const tryAgain = async () => {
    if (!key || !(await connect().catch(() => false))) return;
    away = false;
    await sendWaiting();
    await sync().catch(() => {});
    list();
    if (!away) say("saved");
  };
  let trying = null;
  const reconnect = () => { trying = trying || tryAgain().finally(() => { trying = null; }); };
  addEventListener("online", reconnect);
  // A device is not always told that its connection is back, or never knew that the server was away.
  setInterval(() => { if (key && (away || !connected)) reconnect(); }, AGAIN);
  document.addEventListener("visibilitychange", () => { if (document.hidden && key) save(); });
  // The key goes with the page: after five idle minutes, the page goes.
  let idle = null;
  const stir = () => { clearTimeout(idle); idle = setTimeout(() => { if (key) close(); }, IDLE); };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, stir, { passive: true });
  stir();
  // Gone back to with the back button, a page that was left does not come back open.
  addEventListener("pagehide", () => {
    if (key) { save(); place.hidden = true; }
    empty();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  (async () => {
    const able = self.isSecureContext && self.crypto && crypto.subtle && "indexedDB" in self && crypto.randomUUID;
    if (!able) { show("old-browser"); return; }
    part("record").hidden = !("MediaRecorder" in self && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
    try {
      if (!connected) throw new Error("away");
      lock = (await ask(lockUrl)).told;
      candidates = lock.wrapped ? [lock] : [];
    } catch {
      connected = false;
      candidates = (await locksHere()).filter((one) => one.wrapped && (!owner || one.owner === owner));
      if (!candidates.length) { show("away"); return; }
      for (const one of place.querySelectorAll("[data-online]")) one.hidden = true;
    }
    const passkeys = Boolean(self.PublicKeyCredential && navigator.credentials);
    part("by-passkey").hidden = !(passkeys && candidates.some(({ wrapped }) => wrapped.by_passkey));
    part("passkeys").hidden = !passkeys;
    part("no-more-passkey").hidden = !(lock && lock.wrapped && lock.wrapped.by_passkey);
    show(candidates.length ? "open" : "make");
  })();
})();
