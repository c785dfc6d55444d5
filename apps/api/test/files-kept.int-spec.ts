import { startPortal, type Person, type Portal } from './portal.js';
import { sendBytes, settled } from './documents.js';

// How long files stay, and how much there may be of them.

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDING_MODEL: 'off' } });
  ada = await portal.someone();
});
afterAll(() => portal.close());

async function temporary(name: string): Promise<string> {
  const { id } = (await ada.post('/api/files', { name, bytes: 5, temporary: true })).body;
  await sendBytes(ada, id, 0, Buffer.from('words'));
  await settled(ada, id);
  return id;
}
const expiry = async (id: string) =>
  (
    await portal.sql<{ hours: number | null }>(
      'SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM files WHERE id = $1',
      [id],
    )
  )[0]?.hours;
const ask = async (body: object) => {
  const { status, body: answer } = await ada.post('/api/chat', { prompt: 'What is in it?', ...body });
  expect({ status, answer }).toMatchObject({ status: 200 });
  return answer.thread_id as string;
};

it('a file of a temporary chat stays as long as that is used, and goes with it', async () => {
  const [file, other, kept] = [await temporary('a.txt'), await temporary('b.txt'), await temporary('c.txt')];
  const thread = await ask({ temporary: true, file_ids: [file, kept] });
  await portal.sql("UPDATE files SET expires_at = now() + interval '1 hour' WHERE id = ANY ($1)", [
    [file, other, kept],
  ]);
  await ask({ thread_id: thread });
  expect([await expiry(file), await expiry(other)]).toEqual([25, 1]);
  // Asked about in a chat that stays, it stays as well.
  await ask({ file_ids: [kept] });
  await ask({ thread_id: thread });
  expect([await expiry(file), await expiry(kept)]).toEqual([25, null]);
  expect((await ada.delete(`/api/chat/threads/${thread}`)).status).toBe(204);
  expect([await expiry(file), await expiry(other), await expiry(kept)]).toEqual([undefined, 1, null]);
});
