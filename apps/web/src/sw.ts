import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { listenForPush, type PushScope } from './lib/push-messages';
import { keepShared, SHARE_PATH } from './lib/shared-files';

// The service worker: it opens the frame of the app without the server, and takes what other apps share. It never
// answers for the API: what it says is of now, or is not there.

/** What this file uses of its global scope; the types of workers and of pages exclude each other. */
interface Scope {
  __WB_MANIFEST: (string | PrecacheEntry)[];
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: 'message', listener: (event: { data?: { type?: string } }) => void): void;
  addEventListener(type: 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
}
declare const self: Scope & PushScope;

/** Files that a page has asked for, beside those that every page needs; their names have digests of their content. */
const ASSETS = 'assets';

/** From the server while it answers, so that a new version needs no second visit; else as it was last. */
const fresh =
  (kept: string) =>
  ({ request }: { request: Request }) =>
    fetch(request).catch(async () => (await matchPrecache(kept)) ?? Response.error());

// Before the precached files, which are answered without asking. These two belong together, and to no digest.
registerRoute(({ request }) => request.mode === 'navigate', fresh('/index.html'));
registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname === '/theme.js', fresh('/theme.js'));
precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: '', cleanURLs: false });
cleanupOutdatedCaches();
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
  new CacheFirst({ cacheName: ASSETS }),
);

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === SHARE_PATH,
  async ({ request }) => Response.redirect(await keepShared(await request.formData()), 303),
  'POST',
);

listenForPush(self);

self.addEventListener('message', ({ data }) => {
  if (data?.type === 'SKIP_WAITING') void self.skipWaiting();
});
// The files of versions before this one are of no use.
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([caches.delete(ASSETS), self.clients.claim()])),
);
