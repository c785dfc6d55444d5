import i18next from 'i18next';
import { showToast } from './toast';

let registered = false;

/**
 * Registers the service worker, which opens the app without the server, and offers to load a new version once it is
 * there. Nothing is loaded again by itself: somebody may be writing.
 */
export async function registerServiceWorker(): Promise<void> {
  if (registered) return;
  registered = true;
  const { serviceWorker } = navigator;
  // Without HTTPS, and where it is switched off, the app works as before.
  const registration = await serviceWorker.register('/sw.js').catch(() => undefined);
  if (!registration) return;
  const load = () => {
    // In another tab somebody may have said so already.
    if (!registration.waiting) return window.location.reload();
    serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  };
  const offer = () => {
    // The first one has no page to wait for.
    if (!registration.waiting || !serviceWorker.controller) return;
    const action = { label: i18next.t('update.load'), run: load };
    void showToast(i18next.t('update.ready'), { durationMs: Infinity, action });
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
}
