import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { crashRepeatedly } from './crash.js';

/** The application's own role on the embedded database of a data directory. */
async function embeddedUrl(dir: string): Promise<string> {
  const port = (await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3];
  const password = (await readFile(path.join(dir, 'secrets/database'), 'utf8')).trim();
  return `postgres://pocket_llm:${encodeURIComponent(password)}@127.0.0.1:${port}/pocket_llm`;
}

it('F1: kill -9 at random points loses and doubles nothing acknowledged, with the embedded database', async () => {
  const report = await crashRepeatedly({ kills: 3, seed: 12, steps: 400, env: {}, databaseOf: embeddedUrl });
  expect(report.questions).toBeGreaterThan(10);
  expect(report.interrupted).toBeGreaterThan(0);
  expect(report.contradictions).toEqual(
    Object.fromEntries(Object.keys(report.contradictions).map((name) => [name, []])),
  );
});
