import { newId } from '../src/common/http/ids.js';
import { ParseWorkRepository } from '../src/modules/knowledge/parsing/parse-work.repository.js';
import { sendBytes, settled, uploaded, uploadForm } from './documents.js';
import { startPortal, type Person, type Portal } from './portal.js';

// How long files stay, and how much there may be of them.

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDING_MODEL: 'off', FILE_STORAGE_MB: '1' } });
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

it('the text of a file takes room as well, also of one that was read since', async () => {
  const grace = await portal.someone();
  const text = 'Words of a long text. '.repeat(2_000);
  const file = await uploaded(grace, 'a.txt', text);
  const used = async () => (await grace.get('/api/files/storage')).body.bytes as number;
  expect(await used()).toBe(5 * file.characters + text.length - file.characters);
  await portal.sql('UPDATE files SET characters = 1000000 WHERE id = $1', [file.id]);
  expect((await uploadForm(grace, 'b.txt', text)).body).toMatchObject({ code: 'file.storage-full' });
  await portal.sql('UPDATE files SET characters = 0 WHERE id = $1', [file.id]);
  // It came while there was room, and waits for the scanner.
  const late = await uploaded(grace, 'b.txt', text);
  await portal.sql('UPDATE files SET characters = 1000000 WHERE id = $1', [file.id]);
  await portal.sql("UPDATE files SET state = 'failed', fault = 'too-slow' WHERE id = $1", [late.id]);
  expect((await grace.post(`/api/files/${late.id}/retry`)).status).toBe(202);
  expect(await settled(grace, late.id)).toMatchObject({ state: 'failed', fault: 'storage-full' });
});

it('a picture that cannot be shown is not taken by asking again', async () => {
  const head = Buffer.alloc(24);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]).copy(head);
  head.writeUInt32BE(2 ** 30, 16);
  head.writeUInt32BE(100, 20);
  const { id, fault } = await uploaded(ada, 'bomb.png', head);
  expect(fault).toBe('broken');
  expect((await ada.post(`/api/files/${id}/retry`)).body).toMatchObject({ code: 'file.not-ready' });
});

it('who has one file does not wait behind those who have many, and an account goes with all of them', async () => {
  const [a, b, c] = [await portal.someone(), await portal.someone(), await portal.someone()];
  const work = portal.server.app.get(ParseWorkRepository, { strict: false });
  const add = (owner: string) =>
    portal.sql(
      `INSERT INTO files (id, user_id, name, media_type, kind, state)
       VALUES ($1, $2, 'x', 'text/plain', 'document', 'queued')`,
      [newId(), owner],
    );
  for (const { id } of [a, a, a, b, b, b, c]) await add(id);
  const turns: string[] = [];
  for (let turn = 0; turn < 5; turn++)
    turns.push((await work.claim(newId(), [...new Set(turns.toReversed())].toReversed()))!.user_id);
  expect(turns).toEqual([a.id, b.id, c.id, a.id, b.id]);
  const admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.delete(`/api/admin/users/${a.id}`)).status).toBe(204);
  expect(await portal.sql('SELECT 1 FROM files WHERE user_id = $1', [a.id])).toEqual([]);
});
