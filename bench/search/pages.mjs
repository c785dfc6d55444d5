// Ten thousand pages of made words, spread as in a language, in files of 500 pages, beside as many of somebody else:
// how fast they are indexed, and how long a question takes, by words alone and with vectors (which are random).
import { watchCpu } from '../lib/cpu.mjs';
import { randomFrom } from '../store/text.mjs';
import { addFile, MODEL } from './portal.mjs';

const PAGES_OF_FILE = 500;
const WORDS_OF_PAGE = 400;
const VOCABULARY = 40_000;
const FREQUENT = (
  'the of and to in is for that with as are by be this on from or an it not which at have has its their can will may ' +
  'contract payment system page report measure value section table result'
).split(' ');
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bre cla dri flo gra'.split(' ');

function word(rank) {
  if (rank < FREQUENT.length) return FREQUENT[rank];
  let [text, left] = ['', rank * 7 + 11];
  do text += SYLLABLES[left % SYLLABLES.length];
  while ((left = Math.floor(left / SYLLABLES.length)) > 0);
  return text;
}

/** Ranks as words of a language have them: the n-th comes n times as seldom as the first. */
const rankFrom = (random) => Math.min(Math.floor(Math.exp(random() * Math.log(VOCABULARY)) - 1), VOCABULARY - 1);

function page(random, number) {
  const words = Array.from({ length: WORDS_OF_PAGE }, () => word(rankFrom(random)));
  const parts = [`# Section ${number}`];
  for (let at = 0; at < words.length; at += 60)
    parts.push(`${words.slice(at, at + 60).join(' ')}. See part N-${number}-${at}.`);
  return parts.join('\n\n');
}

const percentile = (times, share) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];
const ms = (value) => value.toFixed(value < 10 ? 1 : 0);

/** @returns a table */
export async function measurePages(portal, { pages: count, questions, dimensions }) {
  const { sql, indexer, retrieval, userId } = portal;
  await portal.setting('embedding_model', 'off');
  const random = randomFrom(4);
  const files = [];
  for (let first = 0; first < count; first += PAGES_OF_FILE) {
    const pages = Array.from({ length: Math.min(PAGES_OF_FILE, count - first) }, (_, at) => page(random, first + at));
    files.push(await addFile(portal, `file-${first}.txt`, pages));
  }
  const [spent, own] = [watchCpu([portal.postgres]), process.cpuUsage()];
  const began = performance.now();
  for (const file of files) await indexer.index(file);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(own);
  const database = await spent();
  const { rows } = await sql.query('SELECT count(*)::int AS n FROM file_passages');
  const passages = rows[0].n;
  // As much of somebody else's, which no question may read.
  const other = await portal.someone();
  for (let at = 0; at < files.length; at++)
    await indexer.index(
      await addFile(
        { sql, userId: other },
        'other.txt',
        Array.from({ length: PAGES_OF_FILE }, (_, number) => page(random, number)),
      ),
    );
  await sql.query('VACUUM ANALYZE file_passages');

  const asked = Array.from({ length: questions }, () => ({ number: Math.floor(random() * count) }));
  // Rare words of a paragraph that is there, among frequent ones.
  for (const one of asked) {
    const file = files[Math.floor(one.number / PAGES_OF_FILE)];
    one.page = (one.number % PAGES_OF_FILE) + 1;
    one.file = file;
    const found = await sql.query('SELECT text FROM file_pages WHERE file_id = $1 AND page = $2', [file, one.page]);
    const [, paragraph] = found.rows[0].text.split('\n\n');
    const words = [...new Set(paragraph.match(/[a-z]{5,}/g))].sort((a, b) => b.length - a.length);
    one.question = `Which value of the ${words[0]} is in the report on ${words[1]} and the ${words.at(-1)} table?`;
  }
  const run = async () => {
    const [times, hits] = [[], []];
    for (const { question } of asked.slice(0, 5)) await retrieval.search({ userId }, question, files);
    const [spent, own] = [watchCpu([portal.postgres]), process.cpuUsage()];
    for (const { question, file, page: right } of asked) {
      const started = performance.now();
      const { passages: found, by } = await retrieval.search({ userId }, question, files);
      times.push(performance.now() - started);
      hits.push(found.some((one) => one.file_id === file && one.page === right));
      hits.by = by;
    }
    const { user, system } = process.cpuUsage(own);
    const cpu = (user + system + (await spent())) / 1_000 / times.length;
    return { cpu, p50: percentile(times, 0.5), p95: percentile(times, 0.95), max: Math.max(...times), hits };
  };
  const text = await run();
  await addVectors(portal, files, dimensions);
  const hybrid = await run();
  if (hybrid.hits.by !== 'hybrid') throw new Error('no vectors were searched');
  await explain(portal, files);
  const share = ({ hits }) => `${hits.filter(Boolean).length} of ${hits.length}`;
  const line = (name, one) => {
    const times = [one.p50, one.p95, one.max, one.cpu].map(ms).join(' | ');
    return `| ${name} | ${times} | ${share(one)} | p95 ≤ 150 ${one.p95 <= 150 ? '✓' : '✗'} |`;
  };
  const [portalMs, databaseMs] = [user + system, database].map((micros) => ms(micros / 1_000 / count));
  return [
    `${count.toLocaleString('en')} pages (${passages.toLocaleString('en')} passages) in ${files.length} files, ` +
      `beside as many of somebody else. Indexing: ${Math.round(count / seconds)} pages/s, ` +
      `processor time of a page ${portalMs} ms in the portal and ${databaseMs} ms in PostgreSQL.`,
    '',
    `| search | p50, ms | p95, ms | longest, ms | processor time, ms | the page is among the 8 | goal |`,
    '|---|--:|--:|--:|--:|--:|---|',
    line('words alone', text),
    line(`words and ${dimensions} numbers a passage`, hybrid),
  ].join('\n');
}

/** Random vectors of length 1, as if the model had made them. */
async function addVectors(portal, files, dimensions) {
  const digest = '0'.repeat(64);
  await portal.setModels([
    { name: MODEL, digest, capabilities: ['embedding'], embeddingLength: dimensions, meanings: [] },
  ]);
  const { rows } = await portal.sql.query("SELECT count(*)::int AS n FROM models WHERE name LIKE 'embedder%'");
  if (rows[0].n === 0)
    await portal.sql.query(
      `INSERT INTO models (id, name, display_name, provider, found_at)
       VALUES (gen_random_uuid(), $1, $1, 'ollama', now())`,
      [`${MODEL}:latest`],
    );
  const name = `${MODEL}:latest ${digest}`;
  const random = randomFrom(9);
  for (const file of files) {
    const { rows: all } = await portal.sql.query('SELECT position FROM file_passages WHERE file_id = $1', [file]);
    const vectors = all.map(() => {
      const vector = Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5);
      const length = Math.hypot(...vector);
      return Buffer.from(vector.map((value) => value / length).buffer);
    });
    await portal.sql.query(
      `UPDATE file_passages p SET vector = m.vector, vector_model = $2
       FROM unnest($3::int[], $4::bytea[]) AS m (position, vector) WHERE p.file_id = $1 AND p.position = m.position`,
      [file, name, all.map(({ position }) => position), vectors],
    );
    await portal.sql.query('UPDATE files SET vector_model = $2 WHERE id = $1', [file, name]);
  }
  await portal.sql.query('VACUUM ANALYZE file_passages');
  await portal.setting('embedding_model', `${MODEL}:latest`);
}

/** Fails unless one index answers, and reads only what is in the files. */
async function explain(portal, files) {
  const { sql } = portal;
  await sql.query('SET enable_seqscan = off');
  const scope = files.map((id) => `'@${id.replaceAll('-', '')}'`).join(' | ');
  for (const asked of [word(900), 'contract', word(30_000)]) {
    const { rows } = await sql.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${portal.hitSql(2)}`, [
      files,
      `(${scope}) & '${asked}'`,
    ]);
    const plan = JSON.stringify(rows[0]['QUERY PLAN']);
    if (!plan.includes('file_passages_words_idx')) throw new Error(`another plan for ${asked}: ${plan}`);
    if (/"Rows Removed by [^"]*":[1-9]/.test(plan)) throw new Error(`it reads other files: ${plan}`);
  }
}
