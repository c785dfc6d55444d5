import { crashRepeatedly } from './crash.js';
import { JWT_SECRET, newDatabase } from './portal.js';

const KILLS = Number(process.env.CRASH_KILLS ?? 100);

it(
  'F1: after kill -9 at a hundred random points every acknowledged message is there once, on a database that lives on',
  async () => {
    const url = await newDatabase();
    const report = await crashRepeatedly({
      kills: KILLS,
      seed: 7,
      steps: 600,
      env: { DATABASE_URL: url, JWT_SECRET },
      databaseOf: () => Promise.resolve(url),
    });
    expect(report.interrupted).toBeGreaterThan(0);
    expect(report.contradictions).toEqual(
      Object.fromEntries(Object.keys(report.contradictions).map((name) => [name, []])),
    );
    process.stdout.write(`${JSON.stringify({ ...report, contradictions: undefined })}\n`);
  },
  20 * 60_000,
);
