export default {
  placeholder: 'Search chats or type a command',
  recent: 'Recent chats',
  found: 'Chats',
  commands: 'Commands',
  sql: 'Saved SQL queries',
  messages: 'Messages',
  searchAll: 'Search all messages for “{{q}}”',
  schedules: 'Scheduled prompts',
  temporary: 'Temporary chat',
  untitled: 'New chat',
  /** A page of a console. */
  inConsole: '{{console}}: {{page}}',
} as const;
