import { randomUUID } from 'node:crypto';
import type { Principal } from '../src/common/access/principal.js';
import { PassageIndexer, RetrievalService } from '../src/modules/knowledge/index.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

const MEANINGS = [
  ['deposit', 'Kaution', 'caution', '押金'],
  ['key', 'Schlüssel', 'clé', '钥匙'],
];
const EMBEDDER = { name: 'embedder', capabilities: ['embedding' as const], embeddingLength: 256, meanings: MEANINGS };
const CHAT = { name: 'gemma2:2b' };

let portal: Portal;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  portal = await startPortal({ fake: { models: [CHAT, EMBEDDER] } });
  [anna, ben] = [await portal.someone(), await portal.someone()];
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setModels([CHAT, EMBEDDER]));

const indexer = () => portal.server.app.get(PassageIndexer, { strict: false });
const asker = ({ id }: Person) => ({ userId: id }) as Principal;
const search = (question: string, files: string[], by = anna, limit?: number) =>
  portal.server.app.get(RetrievalService, { strict: false }).search(asker(by), question, files, { limit });

/** A file of these pages, as a parser leaves it. */
async function aFile(pages: string[], { name = 'lease.txt', owner = anna } = {}): Promise<string> {
  const id = randomUUID();
  await portal.sql(
    `INSERT INTO files (id, user_id, name, media_type, kind, state, pages, characters)
     VALUES ($1, $2, $3, 'text/plain', 'document', 'parsing', $4, $5)`,
    [id, owner.id, name, pages.length, pages.join('').length],
  );
  await portal.sql(
    'INSERT INTO file_pages (file_id, page, text) SELECT $1, n, t FROM unnest($2::text[]) WITH ORDINALITY u(t, n)',
    [id, pages],
  );
  return id;
}

async function indexed(...how: Parameters<typeof aFile>): Promise<string> {
  const id = await aFile(...how);
  await indexer().index(id);
  return id;
}

const stateOf = async (id: string) =>
  (
    await portal.sql<{ state: string; language: string; vector_model: string | null; tries: number }>(
      'SELECT state, language, vector_model, tries FROM files WHERE id = $1',
      [id],
    )
  )[0]!;
const ready = (id: string) => eventually(async () => (await stateOf(id)).state === 'ready');
const embedding = (value: string) => setting('embedding_model', value);
async function setting(key: string, value: unknown): Promise<void> {
  const admin = await portal.anyone.login('admin', 'admin123');
  const { status } = await admin.put('/api/admin/settings', { [key]: value });
  expect(status).toBe(200);
}

const ENGLISH = [
  '# Lease\n\nThis agreement is about the flat at the old mill. The rent is due on the third working day.',
  '# Deposit\n\nThe tenant pays a deposit of three monthly rents. It is returned six months after the end.',
  '# Keys\n\nFive keys are handed over. Lost keys are replaced by the landlord, see § 12 and ISO 27001, part XK-200.4.',
];

describe('by words alone', () => {
  beforeAll(() => embedding('off'));
  afterAll(() => embedding('auto'));

  it('finds the passage with its exact place', async () => {
    const file = await indexed(ENGLISH);
    const found = await search('Who replaces a key that was lost?', [file]);
    expect(found.by).toBe('text');
    expect(found.passages[0]).toMatchObject({ file_id: file, name: 'lease.txt', page: 3, heading: 'Keys' });
    const { text, start, end } = found.passages[0]!;
    expect(ENGLISH[2]!.slice(start, end)).toBe(text);
    expect(await stateOf(file)).toMatchObject({ state: 'ready', language: 'english' });
  });

  it.each([
    ['§ 12', 3],
    ['What does §12 say?', 3],
    ['iso27001', 3],
    ['XK-200.4', 3],
    ['"third working day"', 1],
  ])('finds %s', async (question, page) => {
    const file = await indexed(ENGLISH);
    expect((await search(question, [file])).passages.map((one) => one.page)).toEqual([page]);
  });

  it.each([
    [
      'german',
      'Die Mieterin zahlt eine Kaution von drei Monatsmieten an den Vermieter.',
      'Wie hoch ist die Monatsmiete?',
    ],
    ['french', 'Les locataires versent une garantie équivalente à trois loyers mensuels.', 'garanties equivalente'],
    ['arabic', 'يدفع المستأجر وديعة تعادل ثلاثة أشهر من الإيجار إلى المالك.', 'كم المستأجرون الوديعة'],
    ['simple', '租客须支付相当于三个月租金的押金，租约结束后六个月内退还。', '押金多少'],
    ['simple', '借主は三か月分の家賃に相当する敷金を支払わなければならない。', '敷金はいくら'],
    ['simple', 'ผู้เช่าต้องจ่ายเงินประกันเท่ากับค่าเช่าสามเดือนให้แก่เจ้าของ', 'เงินประกัน'],
  ])('finds words of a text that is %s', async (language, text, question) => {
    const [file, other] = [await indexed(['# 1\n\n' + text]), await indexed(ENGLISH)];
    expect(await stateOf(file)).toMatchObject({ language });
    expect((await search(question, [other, file])).passages[0]).toMatchObject({ file_id: file });
  });

  it('finds nothing when nothing fits', async () => {
    const file = await indexed(ENGLISH);
    expect((await search('Which whales sing?', [file])).passages).toEqual([]);
    expect((await search('the of and', [file])).passages).toEqual([]);
    expect((await search("'); | & ! :* <-> \\", [file])).passages).toEqual([]);
    expect((await search('\ud800 \u0000 deposit', [file])).passages[0]).toMatchObject({ page: 2 });
  });

  it("finds nothing in a file of somebody else's, nor in one that is gone", async () => {
    const [mine, other] = [await indexed(ENGLISH), await indexed(ENGLISH, { owner: ben })];
    const found = await search('deposit', [other, mine]);
    expect(new Set(found.passages.map(({ file_id }) => file_id))).toEqual(new Set([mine]));
    expect((await search('deposit', [other])).passages).toEqual([]);
    await portal.sql('DELETE FROM files WHERE id = $1', [mine]);
    expect((await search('deposit', [mine])).passages).toEqual([]);
    expect(await portal.sql('SELECT 1 FROM file_passages WHERE file_id = $1', [mine])).toEqual([]);
  });

  it('makes neighbours one, and says nothing twice', async () => {
    const long = Array.from({ length: 6 }, (_, at) => `Zebra ${at}. ${'Stripes are black and white. '.repeat(30)}`);
    const file = await indexed([long.join('\n\n'), ENGLISH[1]!, ENGLISH[1]!]);
    const { passages } = await search('zebra stripes', [file]);
    expect(passages.length).toBeLessThan(6);
    expect(passages.every(({ text, start, end }) => text.length === end - start)).toBe(true);
    expect((await search('deposit', [file])).passages).toHaveLength(1);
    expect((await search('zebra', [file], anna, 1)).passages).toHaveLength(1);
  });

  it('indexes a file anew in place of what was there, however often it is asked to', async () => {
    const file = await indexed(ENGLISH);
    await Promise.all([indexer().index(file), indexer().index(file)]);
    await indexer().index(file);
    const rows = await portal.sql(
      'SELECT count(*)::int AS n, count(DISTINCT position)::int AS d FROM file_passages WHERE file_id = $1',
      [file],
    );
    expect(rows).toEqual([{ n: 3, d: 3 }]);
    await indexer().index(randomUUID());
  });

  it('does nothing to a file that another process reads by now', async () => {
    const [file, mine, another] = [await aFile(ENGLISH), randomUUID(), randomUUID()];
    await portal.sql('UPDATE files SET worker_id = $2 WHERE id = $1', [file, another]);
    await indexer().index(file, undefined, mine);
    expect(await stateOf(file)).toMatchObject({ state: 'parsing' });
    expect(await portal.sql('SELECT 1 FROM file_passages WHERE file_id = $1', [file])).toEqual([]);
    await indexer().index(file, undefined, another);
    expect(await stateOf(file)).toMatchObject({ state: 'ready' });
  });

  it('ends between two batches when it is told to, and begins again', async () => {
    const file = await aFile(ENGLISH);
    await expect(indexer().index(file, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(await stateOf(file)).toMatchObject({ state: 'parsing' });
    await indexer().index(file);
    expect(await stateOf(file)).toMatchObject({ state: 'ready' });
  });
});

describe('by vectors', () => {
  beforeEach(() => embedding('auto'));

  it('finds what a question in another language means', async () => {
    const file = await indexed(ENGLISH);
    await ready(file);
    const found = await search('Kaution', [file]);
    expect(found).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
    expect((await search('wale singen unterwasser', [file])).passages).toEqual([]);
    const [row] = await portal.sql<{ length: number }>(
      'SELECT octet_length(vector) AS length FROM file_passages WHERE file_id = $1 LIMIT 1',
      [file],
    );
    expect(row).toEqual({ length: 1024 });
  });

  it('searches by words while the model fails, and while vectors are not made', async () => {
    const file = await indexed(ENGLISH);
    await ready(file);
    portal.fake.setModels([CHAT]);
    expect(await search('deposit', [file])).toMatchObject({ by: 'text', passages: [{ page: 2 }] });
    portal.fake.setModels([CHAT, EMBEDDER]);
    await portal.sql(
      "UPDATE files SET vector_model = NULL, state = 'embedding', embed_at = now() + interval '1 hour' WHERE id = $1",
      [file],
    );
    expect(await search('deposit', [file])).toMatchObject({ by: 'text', passages: [{ page: 2 }] });
  });

  it('makes the vectors anew with another model, while words are searched', async () => {
    const file = await indexed(ENGLISH);
    // Until the list of models is looked at again, there is none that could make them.
    await eventually(async () => (await stateOf(file)).vector_model !== null);
    const before = (await stateOf(file)).vector_model;
    portal.fake.setModels([CHAT, EMBEDDER, { ...EMBEDDER, name: 'other', embeddingLength: 128 }]);
    await eventually(async () => JSON.stringify((await anna.get('/api/models')).body).includes('"other'));
    await embedding('other');
    await eventually(async () => /^other/.test((await stateOf(file)).vector_model ?? ''));
    expect(before).toMatch(/^embedder/);
    expect(await search('Kaution', [file])).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
  });

  it("goes on with what a killed process has left, and keeps away from another's", async () => {
    const file = await indexed(ENGLISH);
    await ready(file);
    await portal.sql('UPDATE file_passages SET vector = NULL, vector_model = NULL WHERE file_id = $1', [file]);
    await portal.sql(
      `UPDATE files SET state = 'embedding', vector_model = NULL, worker_id = gen_random_uuid(),
         lease_until = now() + interval '1 hour' WHERE id = $1`,
      [file],
    );
    await ready(await indexed(ENGLISH));
    expect(await stateOf(file)).toMatchObject({ state: 'embedding' });
    await portal.sql("UPDATE files SET lease_until = now() - interval '1 second' WHERE id = $1", [file]);
    await ready(await indexed(ENGLISH));
    await ready(file);
    expect(await search('Kaution', [file])).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
  });

  it('waits when the quota of the owner is used up, and searches by words meanwhile', async () => {
    const admin = await portal.anyone.login('admin', 'admin123');
    const quota = (limits: object) => admin.put(`/api/admin/users/${ben.id}/quota`, limits);
    const used = await indexed(ENGLISH, { owner: ben });
    await ready(used);
    expect((await quota({ tokens_per_day: 1 })).status).toBeLessThan(300);
    const file = await indexed(ENGLISH, { owner: ben });
    const wait = async () =>
      (await portal.sql('SELECT 1 FROM files WHERE id = $1 AND embed_at > now() AND tries = 0', [file])).length > 0;
    await eventually(wait);
    expect(await search('deposit', [file], ben)).toMatchObject({ by: 'text', passages: [{ page: 2 }] });
    await quota({ tokens_per_day: 1_000_000 });
    await portal.sql('UPDATE files SET embed_at = NULL WHERE id = $1', [file]);
    await ready(await indexed(ENGLISH));
    await ready(file);
  });

  it('cuts a passage that the model refuses, and goes on without one that it always refuses', async () => {
    portal.fake.setModels([CHAT, { ...EMBEDDER, contextLength: 40 }]);
    const file = await indexed([ENGLISH[1]!, 'word '.repeat(60), 'x1 '.repeat(390), ENGLISH[2]!]);
    await ready(file);
    const rows = await portal.sql<{ page: number; made: boolean }>(
      'SELECT page, vector IS NOT NULL AS made FROM file_passages WHERE file_id = $1 ORDER BY position',
      [file],
    );
    expect(rows.filter(({ made }) => !made).map(({ page }) => page)).toEqual([3]);
    expect(await search('Kaution', [file])).toMatchObject({ by: 'hybrid', passages: [{ page: 1 }] });
  });

  it('tells administrators which model makes vectors, and how much waits', async () => {
    const admin = await portal.anyone.login('admin', 'admin123');
    const line = async () =>
      (await admin.get('/api/admin/doctor')).body.checks.find(({ id }: { id: string }) => id === 'file-search');
    expect(await line()).toMatchObject({ state: 'ok', detail: expect.stringContaining('embedder') });
    await embedding('off');
    expect(await line()).toMatchObject({ state: 'note', detail: expect.stringContaining('words alone') });
  });
});
