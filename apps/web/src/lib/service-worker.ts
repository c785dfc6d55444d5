import i18next from 'i18next';
import { Workbox } from 'workbox-window';
import { showToast } from './toast';

/**
 * Registers the service worker, which opens the app without the server, and offers to load a new version once it is
 * there. Nothing is loaded again by itself: somebody may be writing.
 */
export function registerServiceWorker(): void {
  const worker = new Workbox('/sw.js');
  let wanted = false;
  const load = () => {
    wanted = true;
    worker.messageSkipWaiting();
  };
  worker.addEventListener('waiting', () => {
    void showToast(i18next.t('update.ready'), {
      durationMs: Infinity,
      action: { label: i18next.t('update.load'), run: load },
    });
  });
  worker.addEventListener('controlling', () => {
    if (wanted) window.location.reload();
  });
  // Without HTTPS, and where it is switched off, the app works as before.
  void worker.register().catch(() => undefined);
}
