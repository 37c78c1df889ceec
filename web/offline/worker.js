// The service worker: keeps the site, MNIST included, so that it works without a network. .toolchain/bundle.mjs puts `version` and
// `files` (path -> SHA-256 in hexadecimal, of all that its pages use) before this and makes it sw.js; another file makes another sw.js,
// which a browser then installs beside the old one. It takes over when the last page of the old one is closed: pages never get files of
// two versions. What people made is in IndexedDB, which nothing here touches.
// Of the engine's builds in files of their own it keeps one: with threads if the pages are isolated, which they say behind a question
// mark when they register it (web/site/offline.js), else without.
const prefix = `inkgrad ${new URL(self.registration.scope).pathname} `;
const cache_name = prefix + version;
const embedder = 'Cross-Origin-Embedder-Policy';

const unused = location.search === '?threads' ? /^engine_relaxed\b/ : /^engine_threads\b/;
const isKept = (path) => Object.hasOwn(files, path) && !unused.test(path);

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The file as `files` has it: from the browser's own cache or from the server, whichever has those bytes. */
async function fetchWhole(path) {
  for (const cache of ['default', 'reload']) {
    const response = await fetch(path, {cache});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const bytes = await response.clone().arrayBuffer();
    if (hex(await crypto.subtle.digest('SHA-256', bytes)) === files[path]) return response;
  }
  throw new Error(`${path}: the server has another version`);
}

/** Puts every file into the cache of this version; those that an older version's cache has are not loaded again. */
async function install() {
  const cache = await caches.open(cache_name);
  const older = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cache_name);
  for (const path of Object.keys(files).filter(isKept)) {
    if (await cache.match(path)) continue;  // an installation that was broken off goes on
    let kept = null;
    for (const name of older) {
      const found = await (await caches.open(name)).match(path);
      if (found && hex(await crypto.subtle.digest('SHA-256', await found.clone().arrayBuffer())) === files[path]) kept = found;
    }
    await cache.put(path, kept ?? await fetchWhole(path));
  }
}

/** Deletes the caches of older versions, and what this one's has from before the site was isolated, or was no longer. */
async function forgetOlder() {
  const names = await caches.keys();
  const cache = await caches.open(cache_name);
  for (const request of await cache.keys()) {
    if (unused.test(request.url.slice(self.registration.scope.length))) await cache.delete(request);
  }
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cache_name).map((name) => caches.delete(name)));
}

/** An isolated page wants its workers to say that they are, too, also one that was kept before the host sent such headers. */
function forIsolated(kept, {destination}) {
  if (destination !== 'worker' || kept.headers.has(embedder)) return kept;
  return new Response(kept.body, {headers: {...Object.fromEntries(kept.headers), [embedder]: 'require-corp'}});
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOlder()));
self.addEventListener('fetch', (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(self.registration.scope)) return;
  const path = url.href.slice(self.registration.scope.length).replace(/[?#].*$/, '') || 'index.html';
  if (!isKept(path)) return;
  event.respondWith(caches.open(cache_name).then((cache) => cache.match(path)).then((kept) => (kept ? forIsolated(kept, request) : fetch(request))));
});
