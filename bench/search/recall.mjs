// How much of what answers a question is found: by words, by vectors, and by both. The vectors are those of a double
// that knows words, parts of words and a short dictionary; a real model knows more, so its figures are its own.
import { setTimeout } from 'node:timers/promises';
import { addFile, MODEL } from './portal.mjs';
import { MEANINGS, PASSAGES, QUESTIONS } from './set.mjs';

const AMONG = 8;
const DIMENSIONS = 384;

/** @returns a table */
export async function measureRecall(portal) {
  const { sql, retrieval, indexer, userId } = portal;
  await portal.setModels([
    { name: MODEL, capabilities: ['embedding'], embeddingLength: DIMENSIONS, meanings: MEANINGS },
  ]);
  await portal.setting('embedding_model', 'auto');
  const where = new Map();
  const files = [];
  for (const [language, passages] of Object.entries(PASSAGES)) {
    const file = await addFile(portal, `${language}.txt`, Object.values(passages));
    Object.keys(passages).forEach((id, at) => where.set(id, `${file} ${at + 1}`));
    files.push(file);
    await indexer.index(file);
  }
  for (;;) {
    const { rows } = await sql.query(
      "SELECT count(*)::int AS n FROM files WHERE state <> 'ready' OR vector_model IS NULL",
    );
    if (rows[0].n === 0) break;
    await setTimeout(50);
  }
  const { words, vectors } = retrieval;
  const both = { words: words.search.bind(words), vectors: vectors.search.bind(vectors) };
  const nothing = () => Promise.resolve([]);
  const measure = async (name, parts) => {
    words.search = parts.includes('words') ? both.words : nothing;
    vectors.search = parts.includes('vectors') ? both.vectors : nothing;
    const sums = { same: [0, 0, 0], other: [0, 0, 0], silent: 0, unanswered: 0, missed: [] };
    for (const [question, answer, kind = 'same'] of QUESTIONS) {
      const { passages } = await retrieval.search({ userId }, question, files, { limit: AMONG });
      if (answer === null) {
        sums.unanswered++;
        if (passages.length === 0) sums.silent++;
        continue;
      }
      const rank = passages.findIndex(({ file_id, page }) => `${file_id} ${page}` === where.get(answer)) + 1;
      const sum = sums[kind];
      sum[0]++;
      if (rank > 0) {
        sum[1]++;
        sum[2] += 1 / rank;
      } else sums.missed.push(question);
    }
    if (process.env.VERBOSE) console.log(name, sums.missed);
    const figures = ([n, found, reciprocal]) => `${(found / n).toFixed(2)} | ${(reciprocal / n).toFixed(2)}`;
    return `| ${name} | ${figures(sums.same)} | ${figures(sums.other)} | ${sums.silent} of ${sums.unanswered} |`;
  };
  const answered = (kind) => QUESTIONS.filter(([, answer, of = 'same']) => answer !== null && of === kind).length;
  return [
    `${where.size} passages in four languages. ${answered('same')} questions in the language of their answer, ` +
      `${answered('other')} in another.`,
    '',
    '| search | recall@8 | MRR | recall@8, other language | MRR, other language | silent where there is no answer |',
    '|---|--:|--:|--:|--:|--:|',
    await measure('words alone', ['words']),
    await measure('vectors alone', ['vectors']),
    await measure('both', ['words', 'vectors']),
  ].join('\n');
}
