export default {
  title: 'Configurez votre portail',
  lead: 'Trois étapes jusqu’à la première réponse. Vous pouvez quitter à tout moment, et revenir depuis l’administration.',
  leave: 'Remettre à plus tard',
  done: 'Terminé',
  putOff: 'Reporté',
  password: {
    title: 'Choisissez votre mot de passe',
    text: 'Cette session est ouverte avec le mot de passe de création de ce portail. Choisissez-en un connu de vous uniquement.',
    later: 'Pas maintenant',
    here: 'Cela peut attendre tant que seule cette machine peut ouvrir le portail.',
    done: 'Votre propre mot de passe est défini',
  },
  model: {
    title: 'Connectez un modèle',
    looking: 'Recherche de modèles',
    ready: '{{name}} est prêt',
    readyMore: '{{name}} est prêt, et {{others, number}} de plus',
    running: '{{label}} est démarré et n’a pas encore de modèle. Téléchargez-en un premier :',
    waiting: 'En attente de {{label}}',
    demo: 'D’ici là, le modèle de démonstration intégré répond. Il est minuscule et montre seulement comment tout fonctionne.',
    ollama: 'Ollama sur cette machine',
    ollamaText:
      'Installez-le depuis ollama.com, puis exécutez ces deux commandes. Cette page s’en aperçoit d’elle-même.',
    openai: 'Un serveur avec l’API OpenAI',
    openaiText:
      'llama.cpp, vLLM, LM Studio ou un service sur Internet : ajoutez ces lignes au fichier .env, avec son adresse et sa clé, puis redémarrez le portail.',
    gguf: 'Un fichier GGUF',
    ggufText: 'Le moteur intégré à ce serveur l’exécute. Il peut venir des hôtes indiqués dans GGUF_SOURCES.',
  },
  hello: {
    title: 'Dites bonjour',
    text: 'Demandez ce que vous voulez. Le chat s’ouvre avec votre question déjà saisie ; Entrée l’envoie.',
    label: 'Votre première question',
    example: 'Bonjour, que peux-tu faire pour moi ?',
    submit: 'Ouvrir le chat',
  },
};
