import { listenForPush, type PushScope } from './push-messages';

type Listener = (event: never) => void;

/** The worker's scope, with tabs at these addresses. */
function scope(...tabs: string[]) {
  const listeners: Record<string, Listener> = {};
  const done: unknown[] = [];
  let work: Promise<unknown> = Promise.resolve();
  const texts = { json: async () => ({ ready: 'Fertig' }) };
  Object.assign(globalThis, { caches: { open: async () => ({ match: async () => texts }) } });
  listenForPush({
    registration: { showNotification: async (title: string, options: object) => void done.push([title, options]) },
    clients: {
      matchAll: async () =>
        tabs.map((path) => ({ url: `https://portal.example${path}`, focus: async () => done.push(`focus ${path}`) })),
      openWindow: async (path: string) => done.push(`open ${path}`),
    },
    addEventListener: (type: string, listener: Listener) => (listeners[type] = listener),
  } as unknown as PushScope);
  const send = async (type: string, event: object) => {
    listeners[type]!({ ...event, waitUntil: (one: Promise<unknown>) => (work = one) } as never);
    await work;
    return done;
  };
  return send;
}

const id = '0195f3a0-0000-7000-8000-000000000001';

it('shows the words that the page kept, and the title only where there is one', async () => {
  const data = (value: object) => ({ data: { json: () => value } });
  expect(await scope()('push', data({ thread_id: id, title: 'Leases' }))).toEqual([
    ['Fertig', expect.objectContaining({ body: 'Leases', tag: id, data: { thread_id: id } })],
  ]);
  expect(await scope()('push', data({ thread_id: id }))).toEqual([
    ['Fertig', expect.objectContaining({ body: undefined })],
  ]);
});

it.each([
  [[`/c/${id}`, '/chat'], id, `focus /c/${id}`],
  [['/chat'], id, `open /c/${id}`],
  [[], '//evil.example', 'open /chat'],
])('with the tabs %j, a click on %s does: %s', async (tabs, thread_id, what) => {
  const notification = { data: { thread_id }, close: () => undefined };
  expect(await scope(...tabs)('notificationclick', { notification })).toEqual([what]);
});
