/**
 * What the model can say. A script is a fixed text and its trigger: a keyword in the last user message, an offered
 * tool, or the token before it. This file contains only text; `weights.ts` turns it into weights.
 */

export const MODEL_NAME = 'pocket-demo';

export type ScriptName =
  | 'introduction'
  | 'help'
  | 'markdown'
  | 'count'
  | 'think'
  | 'weather'
  | 'poem'
  | 'call'
  | 'arguments'
  | 'result'
  | 'json';

export interface Script {
  name: ScriptName;
  text: string;
  /** Spellings that trigger this script when the last user message contains one of them. */
  keywords?: string[];
  /** Starts over at its end, so that only a limit or a stop ends the answer. */
  endless?: boolean;
  /** The text split into tokens, where the split matters; otherwise one token per word. */
  pieces?: string[];
  /** Follows this token instead of the start of an answer. */
  after?: string;
}

const introduction = `Hello! I am **pocket-demo**, the model that comes with Pocket-LLM. I am a real neural network of 1.6 MB \
that runs on your CPU, but nobody trained me: my weights are constructed, so I always give this same answer. That way you \
can try the whole portal without a GPU and without a download.

To get a real model:

1. Install [Ollama](https://ollama.com/download) on this machine
2. Run \`ollama pull gemma2:2b\`
3. Choose it in the model picker

Models elsewhere work too: set \`OLLAMA_HOST\` to another Ollama, or \`OPENAI_BASE_URL\` to any OpenAI-compatible server.

Send me the word "help" to see what else I can show.`;

const help = `Send one of these words and watch what the portal does with it:

- **markdown** brings headings, lists, a table and code
- **think** reasons first and answers then
- **count** never ends, so press Stop
- **poem** rhymes
- **weather** asks for a tool call if your request offers one

Every other message brings my introduction.`;

const markdown = `# One heading

Some **bold**, some *italic* and some \`inline code\`.

- first item
- second item
  - a nested one: Grüße, 你好, 😀

| Model | Parameters | File |
|---|---:|---:|
| pocket-demo | 0.8 M | 1.6 MB |
| gemma2:2b | 2.6 B | 1.6 GB |

\`\`\`ts
const answer: number = 6 * 7;
console.log(\`It is \${answer}\`);
\`\`\`

> A quotation ends the showcase.`;

const poem = `No teacher shaped this little mind,
no corpus left its words behind;
by ruler, ink and steady hand
each number here was neatly planned.`;

const think = `<think>
Somebody wants to see me reason. Six times seven: five sevens make thirty-five, one more makes forty-two.
</think>

The answer is **42**.`;

const weather = `I would have to ask a tool. Offer me one named \`get_weather\` along with this message and I shall call it.`;

const result = `The tool has answered. I cannot read its reply, but a trained model would now explain it to you.`;

/** A word in lower case and capitalised, as people type it. */
const spellings = (word: string) => [word, word.charAt(0).toUpperCase() + word.slice(1)];

/** All scripts, the default first. */
export const SCRIPTS: Script[] = [
  { name: 'introduction', text: introduction },
  { name: 'help', text: help, keywords: spellings('help') },
  { name: 'markdown', text: markdown, keywords: spellings('markdown') },
  {
    name: 'count',
    text: Array.from({ length: 40 }, (_, i) => `${i + 1}, `).join(''),
    keywords: spellings('count'),
    endless: true,
  },
  { name: 'think', text: think, keywords: spellings('think') },
  { name: 'weather', text: weather, keywords: spellings('weather') },
  { name: 'poem', text: poem, keywords: spellings('poem') },
  // node-llama-cpp's ChatML syntax of a tool call: the model writes the prefix and the name, the library injects the
  // bracket, the model writes the arguments, the library injects the result and a line break, and the model continues.
  { name: 'call', text: '||call: get_weather', pieces: ['||call: ', 'get_weather'] },
  { name: 'arguments', text: '{"city": "Oslo"}', pieces: ['{"city": "Oslo"}'], after: '(' },
  { name: 'result', text: result, after: '\n' },
  // Chosen only if a grammar forbids the introduction.
  { name: 'json', text: '{"model": "pocket-demo"}', pieces: ['{"model": "pocket-demo"}'] },
];

/**
 * The text that a script always answers with.
 * @throws Error for an unknown name.
 */
export function textOf(name: ScriptName): string {
  const script = SCRIPTS.find((candidate) => candidate.name === name);
  if (!script) throw new Error(`no script named ${name}`);
  return script.text;
}

/** The reasoning of the `think` script and its answer, as a portal shows them. */
export const THINKING = {
  thought: think.slice(think.indexOf('\n') + 1, think.indexOf('\n</think>')),
  answer: think.slice(think.indexOf('The answer')),
};

/**
 * Longer words that contain a keyword. As tokens of their own they hide it, because the longest token matches first.
 */
export const DECOYS = [
  'account',
  'Account',
  'counter',
  'Counter',
  'country',
  'Country',
  'countries',
  'Countries',
  'county',
  'County',
  'discount',
  'Discount',
  'helpful',
  'Helpful',
  'helper',
  'Helper',
  'helpless',
  'thinking',
  'Thinking',
  'thinker',
  'Thinker',
];
