// The service worker's part of telling a person that an answer is ready.

interface Shown {
  data?: { thread_id?: string };
  close(): void;
}
interface Work {
  waitUntil(work: Promise<unknown>): void;
}
/** What this file uses of the worker's scope; the types of workers and of pages exclude each other. */
export interface PushScope {
  registration: { showNotification(title: string, options: object): Promise<void> };
  clients: {
    matchAll(options: object): Promise<readonly { url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: Work & { data?: { json(): unknown } | null }) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Work & { notification: Shown }) => void): void;
}

const ID = /^[0-9a-f-]{36}$/;

/** The page keeps the words of its language there when it subscribes. */
async function readyText(): Promise<string> {
  const kept = await (await caches.open('push')).match('/push-texts');
  return ((await kept?.json()) as { ready?: string } | undefined)?.ready ?? 'Your answer is ready';
}

/** Shows that an answer is ready, and leads to its chat. */
export function listenForPush(scope: PushScope): void {
  scope.addEventListener('push', (event) => {
    const { thread_id: id = '', title } = (event.data?.json() ?? {}) as { thread_id?: string; title?: string };
    const show = async () =>
      scope.registration.showNotification(await readyText(), {
        body: title,
        tag: id,
        icon: '/icon-192.png',
        data: { thread_id: id },
      });
    event.waitUntil(show());
  });
  scope.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const { thread_id: id = '' } = event.notification.data ?? {};
    const path = ID.test(id) ? `/c/${id}` : '/chat';
    const open = async () => {
      const tabs = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
      const there = tabs.find(({ url }) => new URL(url).pathname === path);
      await (there ? there.focus() : scope.clients.openWindow(path));
    };
    event.waitUntil(open());
  });
}
