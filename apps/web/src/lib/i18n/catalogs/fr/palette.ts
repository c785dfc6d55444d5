export default {
  placeholder: 'Rechercher une conversation ou une commande',
  recent: 'Conversations récentes',
  found: 'Conversations',
  commands: 'Commandes',
  sql: 'Requêtes SQL enregistrées',
  messages: 'Messages',
  searchAll: 'Rechercher « {{q}} » dans tous les messages',
  schedules: 'Prompts programmés',
  temporary: 'Conversation temporaire',
  untitled: 'Nouvelle conversation',
  inConsole: '{{console}} : {{page}}',
};
