export default {
  title: 'Diagnostic',
  lead: 'Les problèmes courants, et s’ils touchent cette installation.',
  again: 'Revérifier',
  examined: 'Vérifié',
  checks: 'Vérifications',
  state: { ok: 'OK', note: 'remarque', warn: 'avertissement', fail: 'en échec' },
  summary: {
    well: 'Rien ne demande votre attention.',
    some_one: '{{count}} point demande votre attention.',
    some_many: '{{count}} de points demandent votre attention.',
    some_other: '{{count}} points demandent votre attention.',
  },
  browserClock: 'Horloge de ce navigateur',
  clockAgrees: 'Concorde avec celle du portail.',
  clockDiffers: 'Diffère de {{seconds}} s de celle du portail.',
  clockFix: 'Synchronisez les deux horloges par le réseau.',
  reload: 'Session après un rechargement',
  reloadKept: 'Le cookie est bien revenu : la session reste ouverte quand la page est rechargée.',
  reloadLost:
    'Le cookie de session n’est pas revenu de ce navigateur : il faut se reconnecter après chaque rechargement de la page.',
  reloadFix:
    'Configurez le proxy pour transmettre les en-têtes Set-Cookie et Cookie sans modification, et autorisez les cookies pour ce site.',
  streams: 'Flux vers ce navigateur',
  streamsListening: 'Écoute de cinq signaux.',
  streamsFine: 'Les réponses arrivent mot à mot : cinq signaux sont arrivés à {{every}} d’intervalle.',
  streamsHeld:
    'Cinq signaux espacés de 200 ms sont arrivés en {{within}} : quelque chose entre le portail et ce navigateur retient les réponses jusqu’à ce qu’elles soient complètes.',
  streamsFix:
    'Désactivez la mise en tampon des réponses pour /api/ et /v1/ dans le proxy (nginx : proxy_buffering off ; il respecte aussi X-Accel-Buffering).',
  streamsFailed: 'Le flux a été interrompu.',
  backup: 'Sauvegarde',
  backupLead:
    'Toute la base de données dans un seul fichier, à un instant donné. Elle contient les hashs des mots de passe et des clés, et les conversations de tout le monde : protégez-la comme la base de données.',
  download: 'Télécharger une sauvegarde',
  preparing: 'Préparation du fichier',
  restore: 'Restaurer une sauvegarde',
  restoreLead:
    'Remplace tout ici par le contenu du fichier, sauf le journal d’audit. Les réponses en cours s’arrêtent et tout le monde est déconnecté.',
  choose: 'Choisir un fichier',
  restoreTitle: 'Tout remplacer par cette sauvegarde ?',
  restoreText: '{{name}}, {{size}}. Tout ce qui a été écrit depuis sa création est perdu.',
  typeWord: 'Saisissez « remplacer » pour confirmer',
  word: 'remplacer',
  restoring: 'Restauration',
  restoredTitle: 'La sauvegarde est restaurée',
  restored: 'Restauré : {{rows}} lignes du {{when}}. Reconnectez-vous.',
  signIn: 'Se reconnecter',
};
