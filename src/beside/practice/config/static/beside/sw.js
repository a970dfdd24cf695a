// The service worker, served at /sw.js. It keeps the crisis help page, the neutral page and what those two need to look right:
// fetched without cookies, so never a signed-in page, never a word of a client's.
const SHELF = "beside-help-1";       // one shelf; a new number throws the old one away
const NOTES = "beside-notes";
const LEAVE = "/leave/", NEUTRAL = "/neutral-page-on-this-device", HELP_NOTE = "/help-on-this-device";
let help = "/help/";

const withoutCookies = (address, language) =>
  fetch(address, { credentials: "omit", cache: "no-cache", headers: language ? { "Accept-Language": language } : {} });

async function keepWhatItNeeds(shelf, html) {
  const wanted = [...html.matchAll(/<link[^>]+href="(\/[^"]+\.(?:css|svg|woff2)(?:\?[^"]*)?)"/g)].map((found) => found[1]);
  for (const address of new Set(wanted)) {
    if (await shelf.match(address)) continue;
    const answer = await withoutCookies(address);
    if (!answer.ok) continue;
    await shelf.put(address, answer.clone());
    if (!/\.css/.test(address)) continue;
    // Of the fonts only the upright Latin ones: the rest would be weight that help does not need.
    for (const [, font] of (await answer.text()).matchAll(/url\("?([^")]*latin-upright[^")]*)"?\)/g)) {
      const place = new URL(font, new URL(address, location.origin)).pathname;
      if (!(await shelf.match(place))) { const file = await withoutCookies(place); if (file.ok) await shelf.put(place, file); }
    }
  }
}

async function keep(language) {
  const shelf = await caches.open(SHELF);
  const notes = await caches.open(NOTES);
  const answer = await withoutCookies(help, language);
  if (answer.ok && !answer.redirected) {
    await shelf.put(HELP_NOTE, answer.clone());
    await notes.put("/language", new Response(language || ""));
    await keepWhatItNeeds(shelf, await answer.text());
  }
  const neutral = await withoutCookies(LEAVE, language);
  if (neutral.ok) {
    await shelf.put(NEUTRAL, new Response(await neutral.clone().text(), { headers: { "Content-Type": "text/html; charset=utf-8" } }));
    await keepWhatItNeeds(shelf, await neutral.text());
  }
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
    const held = await shelf.match(HELP_NOTE), told = await notes.match("/language");
    const age = held ? Date.now() - Date.parse(held.headers.get("date") || 0) : Infinity;
    if (!(age < 86400000) || !told || (await told.text()) !== (language || "")) await keep(language).catch(() => {});
  })());
});

async function helpOnThisDevice() {
  const held = await (await caches.open(SHELF)).match(HELP_NOTE);
  if (!held) return Response.error();
  const html = (await held.text()).replace(/<html /, '<html data-offline ').replace(/(data-offline-note) hidden/, "$1");
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'" } });
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
