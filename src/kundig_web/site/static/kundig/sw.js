// Without a network the quick forms still open, from what the page kept (drafts.js). Nothing else
// is answered from here, and nothing is sent from here.
"use strict";

const KEPT = "kundig-forms", OFFLINE = "/offline/", PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(request));
});

async function page(request, url) {
  const kept = await caches.match(url.pathname, { cacheName: KEPT });
  try {
    // A form that is kept need not wait long for a weak network; other pages wait as ever.
    return await (kept ? Promise.race([fetch(request), late()]) : fetch(request));
  } catch (error) {
    const offline = kept || (await caches.match(OFFLINE, { cacheName: KEPT }));
    if (offline) return offline;
    throw error;
  }
}

function late() {
  return new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), PATIENCE));
}

async function part(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: KEPT });
    if (kept) return kept;
    throw error;
  }
}
