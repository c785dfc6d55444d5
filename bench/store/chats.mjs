// People, threads and messages, in the order of time, as a product of two years has them.
import { withoutIndexes } from './indexes.mjs';
import { RARE_WORD, texts } from './text.mjs';

const USERS = 1_000;
const THREADS = 100_000;
const MESSAGES_PER_THREAD = 100;
/** Messages of the longest thread. */
const LONGEST = 10_000;
const RARE_THREADS = 100;
/** Share of the threads that one person owns. */
const OWNER_SHARE = 5;
/** By this one the portal looks for unfinished answers, every few seconds: it would read all messages instead. */
const UNFINISHED = 'chat_messages_unfinished_idx';
/** Threads that one statement fills. */
const STEP = 500;

/** An id that sorts by time, as the product's do; the number makes it differ within a millisecond. */
const timeId = (at, number) =>
  `(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5((${number})::text), 1, 3) ` +
  `|| '8' || substr(md5((${number})::text), 4, 15))::uuid`;

// The owner's threads are spread over the whole time, like those of everybody else.
const THREAD_ROWS = `
INSERT INTO chat_threads (id, user_id, title, model_used, message_count, pinned, archived, created_at, updated_at)
SELECT ${timeId('began', 'i')}, CASE WHEN i % ${OWNER_SHARE} = 0 THEN $1::uuid ELSE u.id END,
  initcap(array_to_string((string_to_array(x.content, ' '))[2:4], ' ')),
  (ARRAY['gemma2:2b', 'llama3.2:3b', 'qwen3:8b', 'mistral:7b'])[1 + i % 4],
  CASE WHEN i = $3 THEN $4::int ELSE least(2000, 2 * ceil(-ln(1 - random()) * $5 / 2))::int END,
  i % 997 = 0, i % 41 = 0, began, began + interval '50 minutes'
FROM (SELECT i, date_trunc('milliseconds', now() - interval '2 years' + i * interval '729 days' / $2) AS began
      FROM generate_series(1, $2::int) i) t
  JOIN bench_users u ON u.n = 1 + i % $6 JOIN bench_texts x ON x.n = 1 + (i * 7919) % $7`;

// The trigger fills in the words. Question and answer in turn, each under the one before.
const MESSAGE_ROWS = `
INSERT INTO chat_messages (id, thread_id, user_id, parent_id, role, content, model, status, finish_reason, usage,
  created_at)
SELECT m.id, t.id, t.user_id, lag(m.id) OVER (PARTITION BY t.id ORDER BY k),
  CASE k % 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
  x.content || CASE WHEN k = 1 AND t.rare THEN ' A ${RARE_WORD} as well.' ELSE '' END,
  CASE k % 2 WHEN 0 THEN t.model_used END, 'complete', CASE k % 2 WHEN 0 THEN 'stop' END,
  CASE k % 2 WHEN 0 THEN '{"input_tokens": 40, "output_tokens": 70}'::jsonb END, m.at
FROM bench_threads t, generate_series(1, t.message_count) k,
  LATERAL (SELECT t.created_at + k * interval '50 minutes' / t.message_count AS at) w,
  LATERAL (SELECT ${timeId('w.at', "t.n || '-' || k")} AS id, w.at) m,
  bench_texts x
WHERE t.n BETWEEN $1 AND $2 AND x.n = 1 + (t.n::bigint * 104729 + k * 7919) % $3
ORDER BY t.n, k`;

/**
 * Fills the chats of a fresh database.
 * @param owner id of the person with a fifth of the threads and with the longest one
 * @param scale 1 for a hundred thousand threads with ten million messages
 * @param clients connections that write at the same time
 * @returns the numbers of rows, and the id of the longest thread
 */
export async function seedChats(clients, owner, scale) {
  const [client] = clients;
  const [users, threads] = [Math.ceil(USERS * scale), Math.ceil(THREADS * scale)];
  const longest = OWNER_SHARE * Math.floor(threads / OWNER_SHARE / 2);
  const contents = texts();
  await client.query(`
    INSERT INTO users (id, username, username_key, email, email_key, password_hash, role)
    SELECT gen_random_uuid(), 'bench-' || n, 'bench-' || n, 'bench-' || n || '@example.org',
      'bench-' || n || '@example.org', 'none', 'user' FROM generate_series(1, ${users}) n`);
  await client.query(`CREATE UNLOGGED TABLE bench_users AS SELECT id, row_number() OVER ()::int AS n FROM users
    WHERE username LIKE 'bench-%'`);
  await client.query('CREATE UNLOGGED TABLE bench_texts (n int PRIMARY KEY, content text)');
  await client.query(
    'INSERT INTO bench_texts SELECT n, content FROM unnest($1::text[]) WITH ORDINALITY t (content, n)',
    [contents],
  );
  await client.query('SELECT setseed(0.14)');
  const size = [longest, Math.min(LONGEST, threads * 10), MESSAGES_PER_THREAD, users, contents.length];
  await client.query(THREAD_ROWS, [owner, threads, ...size]);
  await client.query(
    `CREATE UNLOGGED TABLE bench_threads AS SELECT id, user_id, model_used, message_count, created_at,
       (row_number() OVER (ORDER BY created_at))::int AS n,
       row_number() OVER (PARTITION BY user_id = $1 ORDER BY md5(id::text)) <= ${RARE_THREADS} AND user_id = $1 AS rare
     FROM chat_threads`,
    [owner],
  );
  await client.query('CREATE UNIQUE INDEX ON bench_threads (n)');
  await client.query('ANALYZE bench_threads, bench_texts, bench_users');
  await withoutIndexes(client, 'chat_messages', () => fill(clients, threads, contents.length), [UNFINISHED]);
  await client.query(`UPDATE chat_threads t SET active_leaf_id =
    (SELECT id FROM chat_messages m WHERE m.thread_id = t.id ORDER BY id DESC LIMIT 1)`);
  const { rows } = await client.query(`SELECT (SELECT id FROM bench_threads WHERE n = ${longest}) AS longest,
    (SELECT sum(message_count) FROM bench_threads)::int AS messages`);
  await client.query('DROP TABLE bench_threads, bench_texts, bench_users');
  for (const table of ['users', 'chat_threads', 'chat_messages']) await client.query(`VACUUM ANALYZE ${table}`);
  return { users, threads, ...rows[0] };
}

/** Each connection takes the next threads when it is done with its own. */
async function fill(clients, threads, texts) {
  let next = 1;
  await Promise.all(
    clients.map(async (client) => {
      while (next <= threads) {
        const from = next;
        next += STEP;
        await client.query(MESSAGE_ROWS, [from, from + STEP - 1, texts]);
      }
    }),
  );
}
