import { expectStarted, HeldMigration } from './killed-migration.js';

/** Longer than any request may take, and than the server waits for a silent database. */
const LONG_S = 40;

it('F9: a migration that takes long is not given up, neither by its server nor by one that waits for it', async () => {
  const database = await HeldMigration.prepare();
  await database.hold();
  const both = [await database.spawn(), await database.spawn()];
  await database.waiting(1, 1, LONG_S);
  await database.release();
  await Promise.all(both.map(expectStarted));
  expect(await database.schema()).toEqual(database.expected);
  await Promise.all(both.map((server) => server.stop()));
  await database.close();
});
