// The service worker, served at /sw.js. It keeps the crisis help page, the neutral page and what those two need to look right:
// fetched without cookies, so never a signed-in page, never a word of a client's.
const SHELF = "beside-help-1";       // one shelf; a new number throws the old one away
const NOTES = "beside-notes";
const LEAVE = "/leave/", NEUTRAL = "/neutral-page-on-this-device", HELP_NOTE = "/help-on-this-device";
let help = "/help/";

const withoutCookies = (address, language) =>
  fetch(address, { credentials: "omit", cache: "no-cache", headers: language ? { "Accept-Language": language } : {} });

async function keepWhatItNeeds(shelf, html, needed) {
  const wanted = [...html.matchAll(/<link[^>]+href="(\/[^"]+\.(?:css|svg|woff2)(?:\?[^"]*)?)"/g)].map((found) => found[1]);
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

async function keep(language) {
  const shelf = await caches.open(SHELF);
  const notes = await caches.open(NOTES);
  const needed = new Set([HELP_NOTE, NEUTRAL]);
  const answer = await withoutCookies(help, language);
  if (!answer.ok || answer.redirected) return;
  const neutral = await withoutCookies(LEAVE, language);
  await keepWhatItNeeds(shelf, await answer.clone().text(), needed);
  if (neutral.ok) {
    const html = await neutral.text();
    await keepWhatItNeeds(shelf, html, needed);
    await shelf.put(NEUTRAL, page(html, neutral));
  }
  await shelf.put(HELP_NOTE, answer);
  await notes.put("/language", new Response(language || ""));
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
  event.waitUntil(keep().catch(() => {}).then(() => self.skipWaiting()));
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
    const { help: place, language } = event.data || {};
    if (typeof place === "string" && place.startsWith("/")) help = place;
    const shelf = await caches.open(SHELF), notes = await caches.open(NOTES);
    const kept = await shelf.match(HELP_NOTE), told = await notes.match("/language");
    const age = kept ? Date.now() - Date.parse(kept.headers.get("date") || 0) : Infinity;
    if (!(age < 86400000) || !told || (await told.text()) !== (language || "")) await keep(language).catch(() => {});
  })());
});

async function helpOnThisDevice() {
  const kept = await (await caches.open(SHELF)).match(HELP_NOTE);
  if (!kept) return Response.error();
  return page((await kept.text()).replace(/(data-offline-note) hidden/, "$1"), kept);
}

async function navigate(request) {
  const notes = await caches.open(NOTES);
  const leaving = new URL(request.url).pathname === LEAVE;
  try {
    // Left while there was no connection: sign out first, before anything else is shown.
    if (!leaving && await notes.match("/left")) {
      await fetch(LEAVE, { credentials: "same-origin", redirect: "manual" });
      await notes.delete("/left");
    }
    return await fetch(request);
  } catch {
    if (!leaving) return helpOnThisDevice();
    await notes.put("/left", new Response(""));
    return (await (await caches.open(SHELF)).match(NEUTRAL)) || new Response("", { headers: { "Content-Type": "text/html" } });
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (["style", "font", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) || Response.error()));
  }
});
