// The product in this process, with its own database, so that its search can be asked without a chat around it; and the
// double of a model server in another process.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from '../lib/database.mjs';
import { call } from '../lib/http.mjs';
import { freePort, launchNode, newDataDir, PASSWORD, postmaster, removeDataDir, ROOT, signIn } from '../lib/portal.mjs';

const dist = (name) => import(path.join(ROOT, 'apps/api/dist', name));
export const MODEL = 'embedder';

/** Starts both. @returns the services of the search, a connection to the database, and the account that asks */
export async function openPortal() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const fake = launchNode('libs/fake-llm/dist/cli.js', ['--port', String(port)]);
  while (!(await call(`${url}/api/version`).catch(() => undefined))) await setTimeout(20);
  const giveModels = (models) => call(`${url}/__fake/models`, { method: 'POST', body: { models } });
  await giveModels([{ name: 'chat' }]);
  const dir = await newDataDir();
  const { loadEnv } = await dist('config/env.js');
  const { startServer } = await dist('bootstrap/server.js');
  const env = { DATA_DIR: dir, PORT: '0', OLLAMA_HOST: url, EMBEDDED_ENGINE: 'off', LOG_LEVEL: 'warn' };
  const server = await startServer(loadEnv({ NODE_ENV: 'production', ADMIN_PASSWORD: PASSWORD, ...env }));
  const knowledge = await dist('modules/knowledge/index.js');
  const { WordSearchRepository } = await dist('modules/knowledge/passages/word-search.repository.js');
  const get = (name) => server.app.get(knowledge[name], { strict: false });
  const sql = await connect(dir);
  const { rows } = await sql.query('SELECT id FROM users LIMIT 1');
  const token = await signIn(server.url);
  return {
    /** Gives the server these models. @returns once the portal has found the first of them */
    async setModels([first, ...more]) {
      await giveModels([first, ...more]);
      const found = async () => JSON.stringify((await call(`${server.url}/api/models`, { token })).body);
      while (!(await found()).includes(`"${first.name}`)) await setTimeout(100);
    },
    hitSql: WordSearchRepository.hitSql,
    sql,
    userId: rows[0].id,
    indexer: get('PassageIndexer'),
    retrieval: get('RetrievalService'),
    postgres: await postmaster(dir),
    setting: (key, value) => call(`${server.url}/api/admin/settings`, { method: 'PUT', token, body: { [key]: value } }),
    /** Another account. @returns its id */
    async someone() {
      const person = { username: 'other', email: 'other@example.org', password: PASSWORD };
      const { body } = await call(`${server.url}/api/auth/register`, { method: 'POST', token, body: person });
      return body.user.id;
    },
    async close() {
      await sql.end();
      await server.close();
      await fake.end('SIGTERM');
      await removeDataDir(dir);
    },
  };
}

/** A file of these pages, as a parser leaves it. @returns its id */
export async function addFile({ sql, userId }, name, pages) {
  const id = randomUUID();
  await sql.query(
    `INSERT INTO files (id, user_id, name, media_type, kind, state, pages, characters)
     VALUES ($1, $2, $3, 'text/plain', 'document', 'parsing', $4, $5)`,
    [id, userId, name, pages.length, pages.join('').length],
  );
  await sql.query(
    'INSERT INTO file_pages (file_id, page, text) SELECT $1, n, t FROM unnest($2::text[]) WITH ORDINALITY u(t, n)',
    [id, pages],
  );
  return id;
}
