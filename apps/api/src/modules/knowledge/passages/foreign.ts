/**
 * Sentences that no question is about, in several languages and of several kinds: how near a question is to them says
 * what "near" is worth with a model. Models differ: of some all texts are alike by 0.6, of others by 0.1.
 */
export const FOREIGN = [
  'The lighthouse keeper polished the lamp before dusk.',
  'Whisk the egg whites until they form soft peaks.',
  'The orchestra tuned while the hall was still filling.',
  'Glaciers carve valleys with a rounded floor.',
  'He missed the last tram and walked home along the canal.',
  'A goalkeeper may not touch a back pass with the hands.',
  'Der Igel rollt sich zusammen, sobald ihm jemand zu nahe kommt.',
  'Zum Anstreichen des Zauns braucht man trockenes Wetter.',
  'Les abeilles dansent pour indiquer où se trouvent les fleurs.',
  'Il a rangé ses skis dans le grenier de sa grand-mère.',
  'La luna llena iluminaba el patio de la escuela.',
  'Los delfines duermen con la mitad del cerebro despierta.',
  'Кошка спала на тёплом подоконнике весь день.',
  'O barco de papel desceu o riacho devagar.',
  '老师让学生在操场上放风筝。',
  '駅前のパン屋は朝六時に開く。',
  'زرع الجد شجرة زيتون أمام البيت القديم.',
  'Rüzgâr bütün gece pencereleri salladı.',
];
