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
    key: 'threads',
    sql: [
      'SELECT t.title, u.username, t.message_count, t.updated_at',
      'FROM chat_threads t',
      'JOIN users u ON u.id = t.user_id',
      'ORDER BY t.updated_at DESC',
      'LIMIT 50;',
    ].join('\n'),
  },
  {
    key: 'models',
    sql: [
      'SELECT model, count(*) AS answers, max(created_at) AS latest',
      'FROM chat_messages',
      "WHERE role = 'assistant'",
      'GROUP BY model',
      'ORDER BY answers DESC;',
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
