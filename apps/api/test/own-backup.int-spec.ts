import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { ADMIN_PASSWORD, JWT_SECRET } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';
import { hasPostgres, postgresFolder, program, RealPostgres } from './real-postgres.js';

// What docs/operations.md says about backups of a database of one's own, with a real PostgreSQL and its own programs.
if (!hasPostgres) process.stderr.write('Backups of an own database: NOT TESTED, no PostgreSQL of the system is here\n');
const DOCS = readFileSync(path.resolve(__dirname, '../../../docs/operations.md'), 'utf8');

let dir: string;
let fake: FakeLlm;
let archive: string;
let database: RealPostgres;
let portal: ServerProcess;
let admin: Client;
const open: (RealPostgres | ServerProcess)[] = [];

const startPortal = async (DATABASE_URL: string) => {
  const env = {
    DATA_DIR: dir,
    DATABASE_URL,
    JWT_SECRET,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    LOG_LEVEL: 'error',
  };
  const server = await ServerProcess.start(env);
  open.unshift(server);
  return server;
};
const startDatabase = async (folder: string) => {
  const server = await RealPostgres.start(folder);
  open.push(server);
  return server;
};
const chat = async (prompt: string) => {
  const { status, body } = await admin.post('/api/chat', { prompt, model: 'gemma2:2b', stream: false });
  expect(status).toBe(200);
  return body.thread_id as string;
};
/** What somebody finds who signs in at a restored portal. */
const questionsAt = async (url: string) => {
  const restored = await startPortal(url);
  const person = await restored.client.login('admin', ADMIN_PASSWORD);
  const { body: threads } = await person.get('/api/chat/threads');
  const told = (threads as { id: string }[]).map(async ({ id }) => {
    const { body } = await person.get(`/api/chat/threads/${id}`);
    return body.messages[0].content as string;
  });
  return (await Promise.all(told)).sort();
};

beforeAll(async () => {
  if (!hasPostgres) return;
  [dir, fake] = [await newDataDir(), await startFakeLlm()];
  archive = await postgresFolder(dir, 'archive');
  const cluster = await postgresFolder(dir, 'cluster');
  const settings = [
    'wal_level = replica',
    'archive_mode = on',
    `archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
  ];
  for (const setting of settings) expect(DOCS).toContain(setting.replaceAll(archive, '/backup/wal'));
  await RealPostgres.create(cluster, settings);
  database = await startDatabase(cluster);
  portal = await startPortal(database.url);
  admin = await portal.client.login('admin', ADMIN_PASSWORD);
});
afterAll(async () => {
  if (!hasPostgres) return;
  for (const server of open) await server.stop();
  await fake.close();
  await removeDataDir(dir);
});

it('a dump of a portal that goes on running is restored into an empty database', async () => {
  if (!hasPostgres) return;
  await chat('in the dump');
  const file = path.join(await postgresFolder(dir, 'dumps'), 'pocket.dump');
  await program('pg_dump', '-Fc', '-N', 'console', '--file', file, database.url);
  await chat('after the dump');
  expect(DOCS).toContain('pg_dump -Fc -N console');
  await database.query('CREATE DATABASE restored');
  const url = database.url.replace(/postgres$/, 'restored');
  expect(DOCS).toContain('pg_restore --no-owner\n  --no-acl -d');
  await program('pg_restore', '--no-owner', '--no-acl', '-d', url, file);
  expect(await questionsAt(url)).toEqual(['in the dump']);
});

it('a chat that was deleted by mistake is there again at the time before', async () => {
  if (!hasPostgres) return;
  const base = await postgresFolder(dir, 'base');
  expect(DOCS).toContain('pg_basebackup --checkpoint=fast --pgdata=');
  await program('pg_basebackup', '--checkpoint=fast', `--pgdata=${base}`, `--dbname=${database.url}`);
  const lost = await chat('deleted by mistake');
  const [{ time }] = (await database.query('SELECT clock_timestamp()::text AS time')) as [{ time: string }];
  expect((await admin.delete(`/api/chat/threads/${lost}`)).status).toBeLessThan(300);
  await chat('after the mistake');
  const [{ wal }] = (await database.query('SELECT pg_walfile_name(pg_switch_wal()) AS wal')) as [{ wal: string }];
  await eventually(async () => {
    const [row] = await database.query('SELECT last_archived_wal AS wal FROM pg_stat_archiver');
    return String(row!.wal) >= wal;
  });

  const settings = [
    `restore_command = 'cp ${archive}/%f %p'`,
    `recovery_target_time = '${time}'`,
    "recovery_target_action = 'promote'",
  ];
  for (const setting of settings)
    expect(DOCS).toContain(setting.replaceAll(archive, '/backup/wal').replace(time, '2026-11-29 14:31:07+00'));
  await appendFile(path.join(base, 'postgresql.conf'), `\n${settings.join('\n')}\narchive_mode = off\n`);
  await writeFile(path.join(base, 'recovery.signal'), '');
  const restored = await startDatabase(base);
  expect(await questionsAt(restored.url)).toEqual(['after the dump', 'deleted by mistake', 'in the dump']);
});
