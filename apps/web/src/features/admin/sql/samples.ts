/** Queries that answer a real question about a portal, to begin with. */
export const SAMPLES = [
  {
    key: 'users',
    sql: 'SELECT role, count(*) AS users, count(*) FILTER (WHERE is_active) AS active\nFROM users\nGROUP BY role\nORDER BY users DESC;',
  },
  {
    key: 'threads',
    sql: 'SELECT t.title, u.username, t.message_count, t.updated_at\nFROM chat_threads t\nJOIN users u ON u.id = t.user_id\nORDER BY t.updated_at DESC\nLIMIT 50;',
  },
  {
    key: 'models',
    sql: "SELECT model, count(*) AS answers, max(created_at) AS latest\nFROM chat_messages\nWHERE role = 'assistant'\nGROUP BY model\nORDER BY answers DESC;",
  },
  {
    key: 'errors',
    sql: "SELECT created_at, action, method, endpoint, status_code\nFROM logs\nWHERE status_code >= 400 AND created_at > now() - interval '1 day'\nORDER BY created_at DESC\nLIMIT 100;",
  },
  {
    key: 'keys',
    sql: 'SELECT u.username, k.name, k.created_at, k.last_used_at, k.expires_at\nFROM api_keys k\nJOIN users u ON u.id = k.user_id\nORDER BY k.last_used_at DESC NULLS LAST;',
  },
] as const;
