// The article's service worker: it hands on what passes it.
addEventListener("install", (event) => event.waitUntil(skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", ({ request: { url, mode, destination } }) => {
  clients.matchAll().then((all) => all.forEach((client) => client.postMessage({ url, mode, destination })));
});
