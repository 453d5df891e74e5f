// The service worker: it keeps the program for when there is no network, and opens what a notification is about.
//
// The build puts in which files belong to the program. Their names change with their content, so what is kept is never
// out of date; only the page itself is asked for anew, and taken from here when no answer comes.
//
// It serves below the path that it is at itself. What a browser keeps is one host's, so others there, below other paths,
// must not be touched: what is kept has that path in its name.

const PAGE = new URL('./', self.location).pathname;
const KEPT = `sociable${PAGE} `;
const VERSION = `${KEPT}{{version}}`;
const FILES = ['{{files}}'].map((file) => PAGE + file);
// Longest wait for a network that swallows everything, in milliseconds.
const PATIENCE = 4000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(VERSION).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith(KEPT) && name !== VERSION);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Pages in frames of others are theirs to load, and never the one that is kept here.
  const forFrames = url.pathname === `${PAGE}embed` || url.pathname.startsWith(`${PAGE}embed/`);
  if (forFrames) return;
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith(`${PAGE}socket.io/`)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(request));
});

async function page(request) {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    // A proxy in front of a server that is away answers for it.
    if (response.status < 500) return response;
  } catch {
    // No network: what is kept is as good.
  }
  return (await find(PAGE)) ?? Response.error();
}

async function kept(request) {
  return (await find(request)) ?? fetch(request);
}

async function find(request) {
  return caches.match(request, { cacheName: VERSION, ignoreVary: true });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const open = event.notification.data?.open ?? PAGE;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (clients) => {
      const client = clients.find(({ url }) => new URL(url).pathname.startsWith(PAGE));
      if (!client) return self.clients.openWindow(open);
      client.postMessage({ open });
      return client.focus();
    }),
  );
});
