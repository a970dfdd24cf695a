// The service worker, served at /sw.js. It keeps the crisis help page, the empty page to write on without a connection, the neutral page,
// the journal without a word in it, and what those need to look and work right: fetched without cookies, so never a signed-in page, never a word of a client's.
const SHELF = "beside-help-2";       // one shelf; a new number throws the old one away
const NOTES = "beside-notes";
const LEAVE = "/leave/", EMPTY = "/offline/", JOURNAL = "/journal/", JOURNAL_SHELL = "/journal/on-this-device/";
const NEUTRAL = "/neutral-page-on-this-device", HELP_NOTE = "/help-on-this-device", EMPTY_NOTE = "/empty-page-on-this-device", JOURNAL_NOTE = "/journal-page-on-this-device";
let help = "/help/", look = "";
const dressed = (address, as) => (as ? `${address}?as=${as}` : address);

const withoutCookies = (address, language) =>
  fetch(address, { credentials: "omit", cache: "no-cache", headers: language ? { "Accept-Language": language } : {} });

async function keepWhatItNeeds(shelf, html, needed) {
  const wanted = [...html.matchAll(/<(?:link[^>]+href|script[^>]+src)="(\/[^"]+\.(?:css|svg|woff2|js)(?:\?[^"]*)?)"/g)]
    .map((found) => found[1]).filter((address) => address !== "/sw.js");
  for (const address of new Set(wanted)) {
    const style = await held(shelf, address, needed);
    if (!style || !/\.css/.test(address)) continue;
    // Of the fonts only the upright Latin ones: the rest would be weight that help does not need.
    for (const [, font] of (await style.text()).matchAll(/url\("?([^")]*latin-upright[^")]*)"?\)/g)) {
      await held(shelf, new URL(font, new URL(address, location.origin)).pathname, needed);
    }
  }
}

async function held(shelf, address, needed) {
  needed.add(address.split("?")[0]);
  const already = await shelf.match(address);
  if (already) return already;
  const answer = await withoutCookies(address);
  if (!answer.ok) return null;
  await shelf.put(address, answer.clone());
  return answer;
}

// One after the other: of two, the later one stays.
let turn = Promise.resolve();
const keep = (language) => (turn = turn.catch(() => {}).then(() => keepNow(language, look)));

async function keepNow(language, as) {
  const shelf = await caches.open(SHELF);
  const notes = await caches.open(NOTES);
  const needed = new Set([HELP_NOTE, NEUTRAL, EMPTY_NOTE, JOURNAL_NOTE]);
  const answer = await withoutCookies(dressed(help, as), language);
  if (!answer.ok || answer.redirected) return;
  const neutral = await withoutCookies(LEAVE, language), empty = await withoutCookies(dressed(EMPTY, as), language);
  const journal = await withoutCookies(dressed(JOURNAL_SHELL, as), language);
  await keepWhatItNeeds(shelf, await answer.clone().text(), needed);
  if (empty.ok && !empty.redirected) {
    const html = await empty.text();
    await keepWhatItNeeds(shelf, html, needed);
    await shelf.put(EMPTY_NOTE, page(html, empty));
  }
  if (journal.ok && !journal.redirected) {
    const html = await journal.text();
    await keepWhatItNeeds(shelf, html, needed);
    await shelf.put(JOURNAL_NOTE, page(html, journal));
  }
  if (neutral.ok) {
    const html = await neutral.text();
    await keepWhatItNeeds(shelf, html, needed);
    await shelf.put(NEUTRAL, page(html, neutral));
  }
  await shelf.put(HELP_NOTE, answer);
  await notes.put("/language", new Response(`${language || ""} ${as}`));
  // What an older version needed.
  for (const request of await shelf.keys()) if (!needed.has(new URL(request.url).pathname)) await shelf.delete(request);
}

// A page with the headers it came with (its content security policy above all), its length and packing left out.
function page(html, from) {
  const headers = new Headers(from.headers);
  for (const name of ["content-length", "content-encoding", "set-cookie"]) headers.delete(name);
  return new Response(html, { headers });
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    // As the worker before this one kept it.
    const told = await (await caches.open(NOTES)).match("/language"), [language, as] = told ? (await told.text()).split(" ") : [];
    look = as || "";
    await keep(language).catch(() => {});
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("beside-help-") && name !== SHELF) await caches.delete(name);
    await self.clients.claim();
  })());
});

// The page says where help is and in which language; once a day, or when the language has changed, it is fetched anew.
self.addEventListener("message", (event) => {
  event.waitUntil((async () => {
    const { help: place, language, look: as } = event.data || {};
    if (typeof place === "string" && place.startsWith("/")) help = place;
    if (typeof as === "string" && /^[a-z]*$/.test(as)) look = as;
    const shelf = await caches.open(SHELF), notes = await caches.open(NOTES);
    const kept = await shelf.match(HELP_NOTE), told = await notes.match("/language");
    const age = kept ? Date.now() - Date.parse(kept.headers.get("date") || 0) : Infinity;
    if (!(age < 86400000) || !told || (await told.text()) !== `${language || ""} ${look}`) await keep(language).catch(() => {});
  })());
});

async function helpOnThisDevice() {
  const kept = await (await caches.open(SHELF)).match(HELP_NOTE);
  if (!kept) return Response.error();
  return page((await kept.text()).replace(/(data-offline-note) hidden/, "$1"), kept);
}

// The empty page, to write on; where it is not kept yet, help.
async function emptyPage() {
  return (await (await caches.open(SHELF)).match(EMPTY_NOTE)) || helpOnThisDevice();
}

// The journal, to be opened with what lies sealed on this device.
async function journalPage() {
  return (await (await caches.open(SHELF)).match(JOURNAL_NOTE)) || emptyPage();
}

// Whoever leaves quickly leaves no copy of their journal here. What waits to be kept stays, sealed.
function dropJournal() {
  return new Promise((done) => {
    const asked = indexedDB.open("journal");
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = asked.onblocked = done;
    asked.onsuccess = () => {
      const stores = ["kept", "versions", "locks"].filter((name) => asked.result.objectStoreNames.contains(name));
      if (!stores.length) { asked.result.close(); done(); return; }
      const work = asked.result.transaction(stores, "readwrite");
      for (const name of stores) work.objectStore(name).clear();
      work.oncomplete = work.onerror = work.onabort = () => { asked.result.close(); done(); };
    };
  });
}

// Whoever leaves quickly leaves no way to write in their name from the empty page. What waits to be sent stays, sealed.
function dropSpare() {
  return new Promise((done) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("letters", { keyPath: "id", autoIncrement: true });
      asked.result.createObjectStore("spare");
    };
    asked.onerror = done;
    asked.onsuccess = () => {
      const work = asked.result.transaction("spare", "readwrite");
      work.objectStore("spare").delete("forms");
      work.oncomplete = work.onerror = work.onabort = () => { asked.result.close(); done(); };
    };
  });
}

async function navigate(request) {
  const notes = await caches.open(NOTES);
  const asked = new URL(request.url).pathname, leaving = asked === LEAVE;
  if (leaving) await Promise.all([dropSpare(), dropJournal()]);
  try {
    // Left while there was no connection: sign out first, before anything else is shown.
    if (!leaving && await notes.match("/left")) {
      await fetch(LEAVE, { credentials: "same-origin", redirect: "manual" });
      await notes.delete("/left");
    }
    return await fetch(request);
  } catch {
    if (!leaving) return asked === help ? helpOnThisDevice() : asked === JOURNAL ? journalPage() : emptyPage();
    await notes.put("/left", new Response(""));
    return (await (await caches.open(SHELF)).match(NEUTRAL)) || new Response("", { headers: { "Content-Type": "text/html" } });
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (["style", "font", "image", "script"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) || Response.error()));
  }
});
