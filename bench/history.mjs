// Time of a list, a deep page and a search for a user with a hundred thousand chats: whole replies over HTTP.
import { connect } from './lib/database.mjs';
import { call, head } from './lib/http.mjs';
import { newDataDir, removeDataDir, signIn, startPortal } from './lib/portal.mjs';

const THREADS = 100_000;
/** Chats of other users, so that a common word occurs in everybody's chats. */
const FOREIGN = 20_000;
/** Requests per sample: a single one is shorter than the noise of the clock. */
const REQUESTS = 20;

const SEED = [
  `INSERT INTO chat_threads (id, user_id, title, model_used, message_count, updated_at)
   SELECT gen_random_uuid(), CASE WHEN i <= ${THREADS} THEN $1::uuid ELSE $2::uuid END, 'Chat number ' || i,
     'gemma2:2b', 2, now() - i * interval '1 minute' FROM generate_series(1, ${THREADS + FOREIGN}) i`,
  `INSERT INTO chat_messages (id, thread_id, user_id, role, content, status)
   SELECT gen_random_uuid(), t.id, t.user_id, r.role, r.role || ' speaks of common things, item ' || row_number()
     OVER () || CASE WHEN t.title LIKE '%777' THEN ' and of a rarity' ELSE '' END ||
       repeat(' lorem ipsum dolor sit amet', 8), 'complete'
   FROM chat_threads t, (VALUES ('user'), ('assistant')) r (role)`,
];

export async function history({ runs, sample }) {
  const dir = await newDataDir();
  const portal = await startPortal(dir, { EMBEDDED_ENGINE: 'off' });
  const token = await signIn(portal.url);
  const { body: me } = await call(`${portal.url}/api/auth/me`, { token });
  const other = await call(`${portal.url}/api/auth/register`, {
    method: 'POST',
    body: { username: 'other', email: 'other@example.org', password: 'bench-4f1c8e0a-other' },
  });
  await seed(dir, [me.id, other.body.user.id]);

  const deep = await cursorAt(portal.url, token, 0.9);
  const cases = [
    ['list-first', 'First page of 50', '/api/chat/threads?limit=50', 50],
    ['list-deep', 'The page after 90,000', `/api/chat/threads?limit=50&cursor=${deep}`, 50],
    ['search-rare', 'Search: a word of 100 chats, with excerpts', '/api/chat/threads?limit=50&q=rarity', 50],
    ['search-common', 'Search: a word of all of them, with excerpts', '/api/chat/threads?limit=50&q=common', 50],
    ['search-none', 'Search: a word of none', '/api/chat/threads?limit=50&q=absent', 0],
  ];
  for (let run = -1; run < runs; run++) {
    for (const [id, label, url, rows] of cases) {
      const started = performance.now();
      for (let i = 0; i < REQUESTS; i++) {
        const { status, body } = await call(portal.url + url, { token });
        if (status !== 200 || body.length !== rows) throw new Error(`${url}: status ${status}, ${body.length} rows`);
      }
      if (run >= 0)
        sample(
          `history-${id}`,
          `${label} (${THREADS.toLocaleString('en')} chats), over HTTP`,
          'ms',
          (performance.now() - started) / REQUESTS,
        );
    }
  }
  await portal.stop();
  await removeDataDir(dir);
}

async function seed(dir, users) {
  const client = await connect(dir);
  for (const [i, statement] of SEED.entries()) await client.query(statement, i === 0 ? users : []);
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** The cursor of the page that begins after this share of all threads, found by paging there like a reader. */
async function cursorAt(url, token, share) {
  let cursor;
  for (let seen = 0; seen < THREADS * share; seen += 200) {
    const { link } = await head(`${url}/api/chat/threads?limit=200${cursor ? `&cursor=${cursor}` : ''}`, { token });
    cursor = /cursor=([^&>]+)/.exec(link)[1];
  }
  return cursor;
}
