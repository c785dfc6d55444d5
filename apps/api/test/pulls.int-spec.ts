import { until, type Client, type SseFrame } from './client.js';
import { startPortal, type Portal } from './portal.js';

const MODELS = '/api/admin/models';
const PULLS = `${MODELS}/pulls`;

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDED_ENGINE: 'auto' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const rows = async () =>
  (await admin.get(MODELS)).body as { id: string; name: string; provider: string; is_enabled: boolean }[];
const named = async (name: string) => (await rows()).find((model) => model.name === name)!;
const listed = async (id: string) =>
  ((await admin.get(PULLS)).body as { id: string; status: string; problem?: { code: string; detail: string } }[]).find(
    (pull) => pull.id === id,
  );
const follow = async (id: string, who = admin) =>
  (await who.stream(`${PULLS}/${id}/events`))[Symbol.asyncIterator]() as AsyncGenerator<SseFrame>;
const toTheEnd = async (id: string) => (await (await admin.stream(`${PULLS}/${id}/events`)).all()).at(-1)!;
const pull = async (name: string) =>
  (await admin.post(`${MODELS}/pull`, { name })).body as { id: string; status: string };
const actions = async () =>
  (await portal.sql<{ action: string }>('SELECT action FROM audit_log ORDER BY seq')).map(({ action }) => action);

describe('a pull', () => {
  it(
    'belongs to the server: two admins see one job with bytes, speed and time left, and at its end the model is ' +
      'offered',
    async () => {
      portal.fake.setScenario('gated');
      const { id, status } = await pull('brandnew:1b');
      expect(['queued', 'running']).toContain(status);
      const again = await admin.post(`${MODELS}/pull`, { name: 'brandnew:1b' });
      expect([again.status, again.body.id]).toEqual([202, id]);
      const other = await portal.someone('admin');
      const [mine, theirs] = [await follow(id), await follow(id, other)];
      portal.fake.release(6);
      const half = async (frames: AsyncGenerator<SseFrame>) => {
        for (;;) {
          const { data, event } = (await frames.next()).value as SseFrame;
          if (event === 'progress' && data.completed > 0) return data;
        }
      };
      for (const frames of [mine, theirs])
        expect(await half(frames)).toMatchObject({
          status: 'running',
          phase: expect.stringMatching(/^pulling /),
          total: 1_629_509_152,
        });
      expect(await listed(id)).toMatchObject({ status: 'running', requested_by: 'admin' });
      expect(await named('brandnew:1b')).toBeUndefined();
      portal.fake.release(Infinity);
      for (const frames of [mine, theirs])
        expect((await until(frames, 'done')).at(-1)!.data).toMatchObject({ status: 'done', phase: 'success' });
      expect(await named('brandnew:1b')).toMatchObject({ is_enabled: true, available: true });
      expect((await actions()).filter((action) => action === 'model.pull-started')).toHaveLength(1);
      expect((await toTheEnd(id)).event).toBe('done');
    },
  );

  it('when cancelled ends the transfer, says who did it, and resumes where it stopped', async () => {
    portal.fake.setScenario('gated');
    const { id } = await pull('halfway:7b');
    const frames = await follow(id);
    portal.fake.release(4);
    for (let done = 0; done === 0;) done = ((await frames.next()).value as SseFrame).data.completed as number;
    expect((await admin.delete(`${PULLS}/${id}`)).status).toBe(204);
    await portal.fake.waitForAbort(({ path }) => path === '/api/pull');
    expect((await until(frames, 'error')).at(-1)!.data.problem).toMatchObject({
      code: 'pull.cancelled',
      detail: expect.stringContaining('admin cancelled it'),
    });
    portal.fake.setScenario('hello');
    const resumed = await admin.post(`${PULLS}/${id}/resume`);
    expect([resumed.status, resumed.body.id]).toEqual([202, id]);
    expect((await toTheEnd(id)).event).toBe('done');
    const over = await admin.post(`${PULLS}/${id}/resume`);
    expect([over.status, over.body.code]).toEqual([409, 'pull.active']);
    expect((await admin.delete(`${PULLS}/${id}`)).status).toBe(204);
    expect(await listed(id)).toBeUndefined();
  });

  it('runs two at a time; a third waits, and a waiting one can be cancelled', async () => {
    portal.fake.setScenario('gated');
    const [a, b, c] = [await pull('first:1b'), await pull('second:1b'), await pull('third:1b')];
    const frames = await follow(c.id);
    expect(((await frames.next()).value as SseFrame).data.status).toBe('queued');
    expect((await admin.delete(`${PULLS}/${c.id}`)).status).toBe(204);
    expect((await until(frames, 'error')).at(-1)!.data.problem.code).toBe('pull.cancelled');
    portal.fake.release(Infinity);
    expect([(await toTheEnd(a.id)).event, (await toTheEnd(b.id)).event]).toEqual(['done', 'done']);
    expect(portal.fake.requests.filter(({ path, body }) => path === '/api/pull' && body?.model === 'third:1b')).toEqual(
      [],
    );
  });

  it.each([
    ['unknown-model', 'hello', 'model.not-found', /no model named unknown-model/],
    ['offline:1b', 'pullOffline', 'llm.unavailable', /cannot reach the model registry/],
    ['breaks:1b', 'pullFails', 'llm.failed', /goes on where it stopped/],
    [
      'full:1b',
      { text: '', pull: { failAt: { share: 0.2, message: 'write /models/blobs: no space left on device' } } },
      'pull.disk-full',
      /disk of Ollama .* is full/,
    ],
  ] as const)('%s (%j) ends with a clear problem and can be resumed', async (name, scenario, code, detail) => {
    portal.fake.setScenario(scenario);
    const { id } = await pull(name);
    const { event, data } = await toTheEnd(id);
    expect([event, data.problem.code, data.problem.detail]).toEqual(['error', code, expect.stringMatching(detail)]);
    expect(await named(name)).toBeUndefined();
    expect(portal.fake.requests.filter(({ path }) => path === '/api/pull')).toHaveLength(1);
    portal.fake.setScenario('hello');
    await admin.post(`${PULLS}/${id}/resume`);
    expect((await toTheEnd(id)).event).toBe(name === 'unknown-model' ? 'error' : 'done');
  });

  it('fails with instructions when the backend disconnects', async () => {
    portal.fake.setScenario('gated');
    const { id } = await pull('lost:1b');
    const frames = await follow(id);
    portal.fake.release(4);
    for (let done = 0; done === 0;) done = ((await frames.next()).value as SseFrame).data.completed as number;
    portal.fake.dropConnections();
    expect((await until(frames, 'error')).at(-1)!.data.problem).toMatchObject({
      code: 'llm.ended-early',
      detail: expect.stringMatching(/^Ollama at .* was lost while it was pulling lost:1b\. Once it runs again, resume/),
    });
    portal.fake.setScenario('hello');
    await admin.post(`${PULLS}/${id}/resume`);
    expect((await toTheEnd(id)).event).toBe('done');
  });

  it('rejects an invalid name and an unknown backend before a job exists', async () => {
    const before = (await admin.get(PULLS)).body.length;
    expect((await admin.post(`${MODELS}/pull`, { name: '../etc/passwd' })).body.errors[0].pointer).toBe('/name');
    expect(
      (await admin.post(`${MODELS}/pull`, { name: 'a:b', backend: 'http://169.254.169.254' })).body.errors[0].pointer,
    ).toBe('/backend');
    expect((await admin.post(`${MODELS}/pull`, { name: 'a:b', backend: 'embedded@local' })).body.code).toBe(
      'llm.unsupported',
    );
    expect((await admin.get(PULLS)).body).toHaveLength(before);
  });
});
