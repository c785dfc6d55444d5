import { scenarioText } from '@pocket-llm/fake-llm';

const HOUR = 1 / 24;
const chat = (title: string, question: string, age: number, more: { pinned?: true; archived?: true } = {}) => ({
  title,
  question,
  answer: scenarioText('assistant', question),
  age,
  ...more,
});

/** Age in days. Those of today are in order, and none is so old that its group has a month's name. */
export const CHATS = [
  {
    title: 'Gradient descent in practice',
    question: 'Explain gradient descent with its formula, a comparison and some Python.',
    answer: scenarioText('rich'),
    age: 0.1 * HOUR,
  },
  chat('A debounce function in TypeScript', 'How do I debounce a function in TypeScript?', 0.4 * HOUR),
  chat('A weekend in Lisbon', 'Plan a relaxed weekend in Lisbon.', HOUR),
  chat('How database indexes work', 'Explain what a database index does, without jargon.', 2 * HOUR),
  chat('House rules for the shared printer', 'Help me write friendly house rules.', 30, { pinned: true }),
  chat('Reading list for the winter', 'What should our book club read next?', 20, { pinned: true }),
  chat('Words for a birthday card', 'I need a few warm words for my aunt.', 1),
  chat('Why sourdough needs time', 'Why does sourdough take a day?', 1.1),
  chat('Fixing a slow join', 'My SQL database join is slow, why?', 1.2),
  chat('Names for a cat', 'Suggest names for a grey cat.', 2.1),
  chat('Regular expressions for dates', 'Which code finds ISO dates in a text?', 2.3),
  chat('Questions for the interview', 'What should I ask a candidate?', 3.2),
  chat('A letter to the landlord', 'Help me write about the heating.', 4.1),
  chat('Bike route along the river', 'Plan a day trip by bike.', 4.8),
  chat('Fermi estimate of piano tuners', 'How many piano tuners live in Lyon?', 5.2),
  chat('Old notes', 'Summarise these notes.', 9, { archived: true }),
];

const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** Texts that find every place without room. */
export const LONG_CHATS = [
  {
    title: `Everything about ${LONG_WORD}, its history, its members and what became of them in the end`,
    question: `What is a ${LONG_WORD}? ${'Please be thorough and mention every detail. '.repeat(30)}`,
    answer:
      `# A heading that is much longer than any heading should ever be, ${LONG_WORD}\n\n` +
      `See https://example.com/${'a-path-without-end/'.repeat(12)}\n\n` +
      `| ${'A wide column | '.repeat(9)}\n|${'--|'.repeat(9)}\n| ${`${LONG_WORD} | `.repeat(9)}\n\n` +
      `\`\`\`ts\nexport const ${LONG_WORD.toLowerCase()} = ${JSON.stringify('a line '.repeat(40))};\n\`\`\`\n\n` +
      scenarioText('article'),
    age: 0,
  },
  ...Array.from({ length: 60 }, (_, i) => ({
    title: `${i + 1}. ${'A title that goes on and on '.repeat(3)}`,
    question: 'Go on.',
    answer: 'On and on.',
    age: i / 10,
  })),
];
