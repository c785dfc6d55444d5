import { expectStarted, HeldMigration } from './killed-migration.js';

let database: HeldMigration;
beforeAll(async () => {
  database = await HeldMigration.prepare();
});
afterAll(() => database.close());

describe('F9: a migration', () => {
  it('that is killed halfway leaves nothing; then one of two servers migrates while the other waits', async () => {
    expect(await database.schema()).not.toEqual(database.expected);
    const before = await database.done();
    await database.hold();
    const killed = await database.spawn();
    await database.waiting(1, 0);
    await killed.stop('SIGKILL');
    const both = [await database.spawn(), await database.spawn()];
    // The killed one's session ends once it can lock the table, and finds nobody to answer.
    await database.waiting(2, 1);
    expect(await database.done()).toEqual(before);
    await database.release();
    await Promise.all(both.map(expectStarted));
    expect(await database.schema()).toEqual(database.expected);
    await Promise.all(both.map((server) => server.stop()));
  });

  it('that is done is not done again', async () => {
    const before = await database.schema();
    const server = await database.spawn();
    await expectStarted(server);
    await server.stop();
    expect(await database.schema()).toEqual(before);
  });
});
