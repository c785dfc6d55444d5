/** Example queries that answer real questions about a portal. */
export const SAMPLES = [
  {
    key: 'users',
    sql: [
      'SELECT role, count(*) AS users, count(*) FILTER (WHERE is_active) AS active',
      'FROM users',
      'GROUP BY role',
      'ORDER BY users DESC;',
    ].join('\n'),
  },
  {
    key: 'sessions',
    sql: [
      'SELECT u.username, s.ip_address, s.user_agent, s.last_seen_at',
      'FROM sessions s',
      'JOIN users u ON u.id = s.user_id',
      'ORDER BY s.last_seen_at DESC',
      'LIMIT 50;',
    ].join('\n'),
  },
  {
    key: 'models',
    sql: [
      'SELECT model, sum(requests) AS requests, sum(output_tokens) AS output_tokens, max(day) AS latest',
      'FROM usage_days',
      'GROUP BY model',
      'ORDER BY requests DESC;',
    ].join('\n'),
  },
  {
    key: 'errors',
    sql: [
      'SELECT created_at, action, method, endpoint, status_code',
      'FROM logs',
      "WHERE status_code >= 400 AND created_at > now() - interval '1 day'",
      'ORDER BY created_at DESC',
      'LIMIT 100;',
    ].join('\n'),
  },
  {
    key: 'keys',
    sql: [
      'SELECT u.username, k.name, k.created_at, k.last_used_at, k.expires_at',
      'FROM api_keys k',
      'JOIN users u ON u.id = k.user_id',
      'ORDER BY k.last_used_at DESC NULLS LAST;',
    ].join('\n'),
  },
] as const;
