import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { scenarioText } from '@pocket-llm/fake-llm';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Portal } from './portal.js';

type Language = 'curl' | 'python' | 'javascript';
interface Snippet {
  id: string;
  language: Language;
  needs?: 'openai' | 'anthropic' | 'ollama';
  code: string;
}

// The web app is another TypeScript project; its two pure modules are imported at run time, without types.
const { snippets } = jest.requireActual<{ snippets(place: { base: string; model: string; key: string }): Snippet[] }>(
  '../../web/src/features/developer/docs/snippets',
);
const { codeOf } = jest.requireActual<{
  codeOf(body: object, language: Language, place: { base: string; key: string }): string;
}>('../../web/src/features/developer/playground/code');

const HELLO = scenarioText('hello');
/** What an example must print; further output does not matter. */
const PRINTS: Record<string, string | RegExp> = {
  models: 'gemma2:2b',
  chat: HELLO,
  thread: HELLO,
  threads: 'Why is the sky blue?',
  errors: 'model.unavailable',
  limits: /200/,
  stream: /\w/,
  resume: /event: done/,
  stop: 'stopped',
  'openai-chat': HELLO,
  'openai-stream': /\w/,
  'openai-response': HELLO,
  'openai-ignored': 'user',
  'openai-models': 'gemma2:2b',
  embeddings: /0 \d+\n1 \d+|"embedding":\[/,
  batch: /batch_/,
  'anthropic-message': HELLO,
  'anthropic-count': /\d/,
  'ollama-chat': HELLO,
  'playground-whole': /"answer\\?":42/,
  'playground-stream': /\w/,
};

const LANGUAGES: Language[] = ['curl', 'python', 'javascript'];
/** "Get code" of the playground, for requests that use every feature. */
const PLAYGROUND = {
  'playground-whole': {
    model: 'gemma2:2b',
    messages: [
      { role: 'system', content: 'It\'s "quoted"\n$HOME' },
      { role: 'user', content: 'Hello' },
    ],
    temperature: 0.2,
    top_k: 20,
    stop: ['###'],
    response_format: { type: 'json_object' },
  },
  'playground-stream': {
    model: 'gemma2:2b',
    messages: [{ role: 'user', content: 'Hello again' }],
    stream: true,
    stream_options: { include_usage: true },
  },
};

let portal: Portal;
let all: Snippet[];
let key: string;
let folder: string;
/** Names are known without a portal; its address and key come when the examples run. */
const names: (readonly [string, Language, Snippet['needs']])[] = [
  ...snippets({ base: '', model: '', key: '' }).map(({ id, language, needs }) => [id, language, needs] as const),
  ...Object.keys(PLAYGROUND).flatMap((id) => LANGUAGES.map((language) => [id, language, 'openai'] as const)),
];

beforeAll(async () => {
  portal = await startPortal();
  const dev = await portal.someone('developer');
  key = (await dev.post('/api/developer/api-keys', {})).body.key_value;
  all = snippets({ base: portal.server.url, model: 'gemma2:2b', key });
  // Inside the package, so that `import OpenAI from 'openai'` resolves to the installed package.
  const place = { base: portal.server.url, key };
  // A seed for each, so that none is answered from another's cache entry.
  for (const [id, body] of Object.entries(PLAYGROUND))
    all.push(
      ...LANGUAGES.map((language, seed) => ({
        id,
        language,
        code: codeOf({ ...body, seed }, language, place),
        ...(language !== 'curl' && { needs: 'openai' as const }),
      })),
    );
  folder = await mkdtemp(path.join(__dirname, '.snippets-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await portal.close();
});

/**
 * Python and its packages do not come from npm: where they are missing, the examples are only compiled. `TEST_PYTHON`
 * names an interpreter that has them.
 */
const PYTHON = process.env.TEST_PYTHON ?? 'python3';
const python = (code: string) => spawnSync(PYTHON, ['-c', code]).status === 0;
const missing = {
  plain: !python(''),
  openai: !python('import openai'),
  anthropic: !python('import anthropic'),
  ollama: !python('import ollama'),
};

async function run({ language, code }: Snippet): Promise<string> {
  const [command, args] = {
    curl: ['sh', ['-c', code]],
    python: [PYTHON, ['-c', code]],
    javascript: [process.execPath, [path.join(folder, 'snippet.mjs')]],
  }[language] as [string, string[]];
  if (language === 'javascript') await writeFile(args[0]!, code);
  const { stdout } = await promisify(execFile)(command, args, { env: { PATH: process.env.PATH, HOME: os.tmpdir() } });
  return stdout;
}

const example = (id: string, language: Language) =>
  all.find((snippet) => snippet.id === id && snippet.language === language)!;
const runnable = names.filter(([, language, needs]) => language !== 'python' || !missing[needs ?? 'plain']);
const compilable = names.filter(
  ([, language, needs]) => language === 'python' && needs && missing[needs] && !missing.plain,
);

it.each(runnable)('%s in %s runs unchanged', async (id, language) => {
  portal.fake.clear();
  portal.fake.setScenario(id === 'stop' ? 'endless' : 'hello');
  expect(await run(example(id, language))).toMatch(PRINTS[id] ?? /(?!)/);
  // Quotes, backslashes and line breaks survived every language's quoting.
  if (id === 'playground-whole')
    expect(portal.fake.requests.at(-1)!.body).toMatchObject({ messages: PLAYGROUND[id].messages });
});

it.each(compilable)('%s in %s compiles', (id, language) => {
  const { status, stderr } = spawnSync(PYTHON, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
    input: example(id, language).code,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});

/** Shell commands of a file that call the portal, as a reader types them: with the own address, key and password. */
async function commandsOf(file: string): Promise<string[]> {
  const text = await readFile(path.join(__dirname, '../../..', file), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, code]) => code!)
    .filter((code) => code.includes('curl '))
    .map((code) =>
      code
        .replaceAll('http://127.0.0.1:8000', portal.server.url)
        .replaceAll('pk_…', key)
        .replaceAll('the one you chose', PASSWORD),
    );
}

/** Who follows the README has changed the password on the first page, before it comes to programs. */
it('the commands of the README and of the guide run for a person who followed them', async () => {
  portal.fake.setScenario('hello');
  const admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  const change = { current_password: ADMIN_PASSWORD, new_password: PASSWORD };
  expect((await admin.put('/api/auth/password', change)).status).toBe(200);
  const commands = [...(await commandsOf('README.md')), ...(await commandsOf('docs/guide/api.md'))];
  const printed = await run({ id: 'readme', language: 'curl', code: ['set -e', ...commands].join('\n') });
  expect(printed).toContain(`"response":${JSON.stringify(HELLO)}`);
  expect(printed).toContain('event: done');
  expect(printed).toContain(`"content":${JSON.stringify(HELLO)}`);
  expect(printed.match(/"name":"gemma2:2b"/g)).toHaveLength(2);
});
