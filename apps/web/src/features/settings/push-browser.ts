import { registerServiceWorker } from '@/lib/service-worker';

export type PushObstacle = 'insecure' | 'unsupported' | 'blocked';

/** Where the service worker finds its words: it has no catalogue. */
const TEXTS = { cache: 'push', path: '/push-texts' } as const;

/** Why this browser cannot be told. */
export function pushObstacle(): PushObstacle | undefined {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'unsupported';
  return Notification.permission === 'denied' ? 'blocked' : undefined;
}

/** The browser refused: the person said no, or it has no push service. */
export class PushRefused extends Error {}

export interface BrowserSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/**
 * Asks the person for permission, and the browser for a subscription.
 * @param publicKey of the server, base64url
 * @throws PushRefused
 */
export async function subscribeBrowser(publicKey: string, ready: string): Promise<BrowserSubscription> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PushRefused();
  await registerServiceWorker();
  const { pushManager } = await navigator.serviceWorker.ready;
  await rememberTexts(ready);
  try {
    // One of an older key of the server would never get through.
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    const { endpoint, keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON();
    return { endpoint: endpoint ?? '', p256dh, auth };
  } catch (error) {
    throw new PushRefused(undefined, { cause: error });
  }
}

export async function unsubscribeBrowser(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

async function rememberTexts(ready: string): Promise<void> {
  const cache = await caches.open(TEXTS.cache);
  await cache.put(TEXTS.path, new Response(JSON.stringify({ ready })));
}
