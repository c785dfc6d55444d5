import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import pg from 'pg';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import type { Client } from './client.js';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let token: string;
beforeAll(async () => {
  portal = await startPortal();
});
beforeEach(async () => {
  token = (await portal.anyone.post('/api/auth/login', { username: 'admin', password: ADMIN_PASSWORD })).body.token;
  admin = portal.anyone.withToken(token);
});
afterAll(() => portal.close());

const headers = () => ({ authorization: `Bearer ${token}`, 'content-type': 'application/gzip' });
const restoreUrl = () => `${portal.server.url}/api/admin/backup/restore?reason=test`;
const backup = async () =>
  Buffer.from(
    await (await fetch(`${portal.server.url}/api/admin/backup?reason=test`, { headers: headers() })).arrayBuffer(),
  );
const restore = async (file: Buffer) => {
  const reply = await fetch(restoreUrl(), { method: 'POST', headers: headers(), body: new Uint8Array(file) });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Tests look into bodies of many shapes.
  return { status: reply.status, body: (await reply.json()) as Record<string, any> };
};
const changed = (file: Buffer, change: (line: string) => string) =>
  gzipSync(gunzipSync(file).toString().split('\n').map(change).join('\n'));

it('an upload that stalls, or whose sender disconnects, blocks nobody', async () => {
  const file = await backup();
  const upload = request(restoreUrl(), { method: 'POST', headers: headers() });
  upload.on('error', () => undefined);
  await new Promise((resolve) => upload.write(file.subarray(0, file.length - 8), resolve));
  for (let i = 0; i < 20; i++) expect((await admin.get('/api/auth/me')).status).toBe(200);
  upload.destroy();
  expect((await restore(file)).status).toBe(200);
});

it('rejects a file without an active admin', async () => {
  const file = await backup();
  const { status, body } = await restore(changed(file, (line) => line.replace('"role":"admin"', '"role":"user"')));
  expect([status, body.code]).toEqual([400, 'backup.invalid']);
  expect((await admin.get('/api/auth/me')).body.role).toBe('admin');
});

it('reports a long-running reader instead of waiting for it', async () => {
  const [{ name }] = (await portal.sql<{ name: string }>('SELECT current_database() AS name')) as [{ name: string }];
  const reader = new pg.Client(`${process.env.TEST_POSTGRES!}/${name}`);
  await reader.connect();
  try {
    await reader.query('BEGIN; SELECT 1 FROM chat_threads LIMIT 1');
    expect((await restore(await backup())).body.code).toBe('database.unavailable');
    expect((await admin.get('/api/auth/me')).status).toBe(200);
  } finally {
    await reader.end();
  }
});

it('rejects a file that unpacks to one endless line before it fills the memory', async () => {
  const file = await backup();
  const [header] = gunzipSync(file).toString().split('\n');
  const packed = createGzip({ level: 1 });
  const upload = new Promise<{ status: number; code: string } | { broke: string }>((resolve) => {
    const post = request(restoreUrl(), { method: 'POST', headers: headers() }, (reply) => {
      let text = '';
      reply
        .setEncoding('utf8')
        .on('data', (part) => (text += part))
        .on('end', () => resolve({ status: reply.statusCode!, code: JSON.parse(text).code }));
    });
    post.on('error', (error) => resolve({ broke: error.message }));
    packed.pipe(post);
  });
  packed.write(`${header}\nT{"name":"users","columns":[]}\nR`);
  const mebibyte = Buffer.alloc(1024 * 1024, 'a');
  void (async () => {
    for (let i = 0; i < 600 && !packed.destroyed; i++)
      if (!packed.write(mebibyte))
        await Promise.race([new Promise((resolve) => packed.once('drain', resolve)), upload]);
    packed.end();
  })();
  expect(await upload).toEqual({ status: 400, code: 'backup.invalid' });
  expect((await admin.get('/api/auth/me')).status).toBe(200);
}, 120_000);

it('a backup download breaks off when its reader is no longer an admin', async () => {
  const mallory = await portal.someone('admin', 'mallory');
  await portal.sql(
    `INSERT INTO settings (key, value, updated_at) SELECT 'filler-' || i, to_jsonb((SELECT ` +
      `string_agg(md5(random()::text || n), '') FROM generate_series(1, 32000) n WHERE i = i)), now() FROM ` +
      'generate_series(1, 60) i',
  );
  const { token: own } = (await portal.anyone.post('/api/auth/login', { username: 'mallory', password: PASSWORD }))
    .body;
  const broke = new Promise<string>((resolve) => {
    const download = request(
      `${portal.server.url}/api/admin/backup?reason=test`,
      { headers: { authorization: `Bearer ${own}` } },
      (reply) => {
        // Read nothing until the role is gone.
        void admin.put(`/api/admin/users/${mallory.id}/role`, { role: 'user' });
        const look = async () => {
          const open = await portal.sql(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
          );
          if (open.length > 0) return;
          clearInterval(isOver);
          reply
            .on('error', () => undefined)
            .on('close', () => resolve(reply.complete ? 'came whole' : 'broke off'))
            .resume();
        };
        const isOver = setInterval(() => void look(), 250);
      },
    );
    download.end();
  });
  expect(await broke).toBe('broke off');
  await portal.sql(`DELETE FROM settings WHERE key LIKE 'filler-%'`);
}, 20_000);

it('the next start removes a killed process’s upload, unless it may be still active', async () => {
  const dataDir = path.dirname(portal.folder);
  const [old, young] = [path.join(dataDir, 'upload-old'), path.join(dataDir, 'upload-young')];
  await Promise.all([mkdir(old), mkdir(young)]);
  await writeFile(path.join(old, 'file'), 'half');
  await utimes(old, new Date(), new Date(Date.now() - 2 * 86_400_000));
  await portal.restart();
  expect((await readdir(dataDir)).filter((name) => name.startsWith('upload-'))).toEqual(['upload-young']);
});
