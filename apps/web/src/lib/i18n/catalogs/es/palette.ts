export default {
  placeholder: 'Busca chats o escribe un comando',
  recent: 'Chats recientes',
  found: 'Chats',
  commands: 'Comandos',
  sql: 'Consultas SQL guardadas',
  messages: 'Mensajes',
  searchAll: 'Buscar «{{q}}» en todos los mensajes',
  schedules: 'Prompts programados',
  temporary: 'Chat temporal',
  untitled: 'Nuevo chat',
  inConsole: '{{console}}: {{page}}',
};
