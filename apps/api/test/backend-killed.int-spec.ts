import { scenarioText, type FakeLlm } from '@pocket-llm/fake-llm';
import { textOf, type SseFrame } from './client.js';
import { eventually } from './clock.js';
import { MODEL, startPoolOfTwo, type PoolOfTwo } from './pool-of-two.js';

// A model server that dies while answers are in progress and others wait for it.

const PEOPLE = 8;
const EACH = 5;
/** Answers at a time, of each server. */
const PLACES = 5;
const WHOLE = scenarioText('hello');

let pool: PoolOfTwo;
beforeEach(async () => {
  pool = await startPoolOfTwo({ LLM_MAX_PARALLEL: String(PLACES) });
});
afterEach(() => pool.close());

/** The questions that a server was asked, in order. */
const prompts = ({ requests }: FakeLlm) =>
  requests
    .filter(({ path }) => path === '/api/chat')
    .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);

it('dies under load: what had begun ends with its text, all else comes whole from the other, once', async () => {
  const { portal, first, second, network, a, b } = pool;
  await pool.warm(a);
  await pool.warm(b);
  for (const fake of [first, second]) fake.setScenario('gated');
  const people = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await portal.someone());

  const asked = people.flatMap((person, who) =>
    Array.from({ length: EACH }, (_, i) => ({ person, prompt: `Question ${i + 1} of person ${who + 1}` })),
  );
  const runs = asked.map(({ person, prompt }) => {
    const frames: SseFrame[] = [];
    const read = async () => {
      const stream = await person.stream('/api/chat', { prompt, model: MODEL, stream: true });
      for await (const frame of stream) frames.push(frame);
    };
    return { prompt, frames, ended: read() };
  });
  await eventually(() => pool.asked().every((count) => count === PLACES));
  const waiting = `pocket_llm_queue_depth ${asked.length - 2 * PLACES}\n`;
  await eventually(async () => String((await portal.anyone.get('/metrics')).body).includes(waiting));
  const at = { first: prompts(first), second: prompts(second) };
  expect(new Set([...at.first, ...at.second]).size).toBe(2 * PLACES);

  second.release(2);
  const begun = () => runs.filter(({ frames }) => textOf(frames) !== '');
  await eventually(() => begun().length === 2);
  const cutOff = begun();
  expect(at.second).toEqual(expect.arrayContaining(cutOff.map(({ prompt }) => prompt)));
  const kept = cutOff.map(({ frames }) => textOf(frames));
  network.set({ kind: 'cut' });
  await second.close();
  await Promise.all(cutOff.map(({ ended }) => ended));
  // The one that is left never has more than its places.
  expect(prompts(first)).toHaveLength(PLACES);
  first.release(Infinity);
  await Promise.all(runs.map(({ ended }) => ended));

  expect(cutOff.map(({ frames }) => [textOf(frames), frames.at(-1)])).toEqual(
    kept.map((text) => [
      text,
      expect.objectContaining({ event: 'error', data: expect.objectContaining({ code: 'llm.ended-early' }) }),
    ]),
  );
  const others = runs.filter((run) => !cutOff.includes(run));
  expect(others.map(({ frames }) => [textOf(frames), frames.at(-1)!.event])).toEqual(others.map(() => [WHOLE, 'done']));
  expect(prompts(first).toSorted()).toEqual(others.map(({ prompt }) => prompt).toSorted());
  expect(prompts(second)).toEqual(at.second);
  const saved = await portal.sql<{ status: string; content: string; count: string }>(
    `SELECT status, content, count(*) FROM chat_messages WHERE role = 'assistant' AND user_id <> $1
     GROUP BY status, content`,
    [(await portal.sql<{ id: string }>("SELECT id FROM users WHERE username = 'admin'"))[0]!.id],
  );
  expect(saved.toSorted((one, other) => one.status.localeCompare(other.status))).toEqual([
    { status: 'complete', content: WHOLE, count: String(others.length) },
    { status: 'failed', content: kept[0], count: '2' },
  ]);
});
