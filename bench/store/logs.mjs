// A month of the request log, with what a busy portal writes: few failures, and a model's name in every third line.
import { withoutIndexes } from './indexes.mjs';

const LINES = 10_000_000;
/** Lines that one statement writes. */
const STEP = 50_000;

// Twenty actions of very different frequency; 3 % client errors, 0.5 % server errors.
const ROWS = `
INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent,
  duration_ms, request_id, created_at)
SELECT gen_random_uuid(), NULL, 'user' || i % 500, 'area.action' || least(19, floor(-ln(random()) * 3)),
  '/api/route' || i % 40, (ARRAY['GET', 'GET', 'GET', 'POST', 'PUT'])[1 + i % 5], status,
  CASE WHEN i % 3 = 0 THEN jsonb_strip_nulls(jsonb_build_object('model', 'model-' || i % 8,
    'input_tokens', i % 4000, 'output_tokens', i % 900, 'api_key_id', md5('key' || i % 200)::uuid,
    'key_name', 'key ' || i % 200, 'error_code', CASE WHEN status >= 500 THEN 'llm.unavailable' END,
    'error_detail', CASE WHEN status >= 500 THEN 'connect ECONNREFUSED 10.0.0.' || i % 250 END)) END,
  '127.0.0.1', 'bench', random() * 400, gen_random_uuid(),
  date_trunc('milliseconds', now() - ($3 - i) * interval '30 days' / $3)
FROM generate_series($1::int, $2::int) i,
  LATERAL (SELECT CASE WHEN i % 200 = 0 THEN 503 WHEN i % 33 = 0 THEN 404 ELSE 200 END AS status) s
ORDER BY i`;

/**
 * Fills the request log of a fresh database in the order of time.
 * @param scale 1 for ten million lines
 * @returns the number of lines
 */
export async function seedLogs(client, scale) {
  const lines = Math.ceil(LINES * scale);
  await client.query(`SELECT ensure_log_month(now() - interval '1 month')`);
  await withoutIndexes(client, 'logs', async () => {
    for (let from = 1; from <= lines; from += STEP)
      await client.query(ROWS, [from, Math.min(lines, from + STEP - 1), lines]);
  });
  for (const table of ['logs', 'log_counts']) await client.query(`VACUUM ANALYZE ${table}`);
  return { lines };
}
