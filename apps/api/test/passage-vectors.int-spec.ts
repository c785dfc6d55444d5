import type { Principal } from '../src/common/access/principal.js';
import { PassageIndexer, RetrievalService } from '../src/modules/knowledge/index.js';
import { aDocument } from './a-document.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

// Who makes vectors again, and who does not.

const MEANINGS = [['deposit', 'Kaution']];
const EMBEDDER = { name: 'embedder', capabilities: ['embedding' as const], embeddingLength: 256, meanings: MEANINGS };
const PAGES = ['The rent is due on the third working day.', 'The tenant pays a deposit of three monthly rents.'];

let portal: Portal;
let anna: Person;
beforeAll(async () => {
  portal = await startPortal({ fake: { models: [EMBEDDER] } });
  anna = await portal.someone();
});
afterAll(() => portal.close());

async function indexed(): Promise<string> {
  const id = await aDocument(portal, anna.id, PAGES, { state: 'parsing' });
  await portal.server.app.get(PassageIndexer, { strict: false }).index(id);
  return id;
}
const search = (question: string, files: string[]) =>
  portal.server.app.get(RetrievalService, { strict: false }).search({ userId: anna.id } as Principal, question, files);
const stateOf = async (id: string) =>
  (
    await portal.sql<{ state: string; vector_model: string }>('SELECT state, vector_model FROM files WHERE id = $1', [
      id,
    ])
  )[0]!;
const ready = (id: string) => eventually(async () => (await stateOf(id)).state === 'ready');

it('weights of another host make vectors of what is new, and leave alone what is there', async () => {
  const file = await indexed();
  await ready(file);
  const before = await stateOf(file);
  portal.fake.setModels([{ ...EMBEDDER, digest: 'b'.repeat(64) }]);
  let other = file;
  await eventually(async () => {
    other = await indexed();
    await ready(other);
    return (await stateOf(other)).vector_model !== before.vector_model;
  });
  expect(await stateOf(file)).toEqual(before);
  expect(await search('Kaution', [other])).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
  portal.fake.setModels([EMBEDDER]);
  await eventually(async () => {
    await ready(await indexed());
    return (await stateOf(other)).vector_model === before.vector_model;
  });
  await ready(other);
  expect(await search('Kaution', [file, other])).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
});

it('gives a file up that ends its process each time, and searches it by words', async () => {
  const file = await indexed();
  await ready(file);
  const killed = (tries: number) =>
    portal.sql(
      `UPDATE files SET state = 'embedding', vector_model = NULL, worker_id = gen_random_uuid(), tries = $2,
         lease_until = now() - interval '1 second' WHERE id = $1`,
      [file, tries],
    );
  const dropVectors = () =>
    portal.sql('UPDATE file_passages SET vector = NULL, vector_model = NULL WHERE file_id = $1', [file]);
  // One that was killed for the first time is taken up again, however often its model was away before.
  await dropVectors();
  await killed(8);
  await ready(await indexed());
  await ready(file);
  expect(await search('Kaution', [file])).toMatchObject({ by: 'hybrid', passages: [{ page: 2 }] });
  await dropVectors();
  await killed(11);
  await ready(await indexed());
  await ready(file);
  expect(await search('deposit', [file])).toMatchObject({ passages: [{ page: 2 }] });
  expect(await portal.sql('SELECT 1 FROM file_passages WHERE file_id = $1 AND vector IS NOT NULL', [file])).toEqual([]);
});
