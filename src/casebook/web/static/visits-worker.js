// Pages for visits go on opening where there is no network. What they hold was put aside by `visits.js`.
"use strict";

const KEPT = "casebook-visits";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

// The network first, since what stands there may be newer; what was put aside where there is none, or a very slow one.
async function answer(request) {
  const kept = await (await caches.open(KEPT)).match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  if (new URL(request.url).pathname.startsWith("/static/")) return kept; // its address changes with its content
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetch(request).catch(() => kept), late]);
}
