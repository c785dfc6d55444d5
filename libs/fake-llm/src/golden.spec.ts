import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SCENARIOS, startFakeLlm, type FakeLlm, type FakeModel, type Scenario } from './index.js';

/** A captured exchange with a real Ollama 0.33. */
interface Golden {
  title: string;
  method: string;
  url: string;
  body: string | undefined;
  status: number;
  contentType: string | null;
  reply: string[];
}

function readGolden(): Golden[] {
  const text = readFileSync(path.join(__dirname, '../fixtures/golden.txt'), 'utf8');
  return text
    .split(/\n(?=== )/)
    .slice(1)
    .map((block) => {
      const [title = '', request = '', status = '', ...reply] = block.trim().split('\n');
      const [, method = '', url = '', body] = /^(\S+) (\S+)(?: ([^]*))?$/.exec(request) ?? [];
      const [, code, contentType] = /^(\d+)(?: (.*))?$/.exec(status) ?? [];
      return {
        title: title.slice(3),
        method,
        url,
        status: Number(code),
        contentType: contentType ?? null,
        reply: reply.filter(Boolean),
        body: body?.replace(/\{\{x (\d+)\}\}/g, (_, n: string) => 'x '.repeat(Number(n))),
      };
    });
}

const goldens = readGolden();

/** The objects in a response, whether it consists of lines, events or one document. */
const objects = (lines: string[]) =>
  lines
    .map((line) => line.replace(/^data: /, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);

/** `path: type` of every value. List items share a path, and free-form maps are not inspected. */
function shapeOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [`${at}: array`, ...value.flatMap((item) => shapeOf(item, `${at}[]`))];
  if (typeof value === 'object' && value !== null) {
    const inner = at.endsWith('arguments')
      ? []
      : Object.entries(value).flatMap(([key, item]) => shapeOf(item, `${at}.${key}`));
    return [`${at}: object`, ...inner];
  }
  return [`${at}: ${value === null ? 'null' : typeof value}`];
}

/** Removes numbers and network-dependent parts from sentences. */
const sentence = (text: string) => text.replace(/\d+/g, 'N').replace(/Get \\?".*/, 'Get');

/** The parts that must match exactly: errors, reasons, bare statuses. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (
      typeof item === 'string' &&
      ['error', 'message', 'done_reason', 'finish_reason', 'status', 'object', 'role', 'type'].includes(key)
    )
      return [`${key}=${sentence(item)}`];
    return wordsOf(item);
  });
}

const unique = (items: string[]) => [...new Set(items)].sort();

/** The scenario that makes the fake answer like the capture. */
function scenarioOf({ url, reply }: Golden): Scenario {
  const text = reply.join('\n');
  if (url === '/api/pull') return SCENARIOS.pullOffline;
  if (text.includes('"tool_calls"')) return SCENARIOS.toolCall;
  if (/"(thinking|reasoning)"/.test(text)) return SCENARIOS.thinking;
  return /"(done|finish)_reason":"length"/.test(text) ? { ...SCENARIOS.endless, delayMs: 0 } : SCENARIOS.hello;
}

const reasoner: FakeModel['capabilities'] = ['completion', 'tools', 'thinking'];
const MODELS: FakeModel[] = [
  { name: 'tiny', contextLength: 4096 },
  { name: 'think', capabilities: reasoner },
  { name: 'think2', capabilities: reasoner },
  { name: 'emb', capabilities: ['embedding'] },
];

describe('responds like a real Ollama', () => {
  let fake: FakeLlm;
  beforeAll(async () => {
    fake = await startFakeLlm({ models: MODELS, maxLoaded: 1 });
  });
  afterAll(() => fake.close());

  it('contains all captures', () => expect(goldens).toHaveLength(82));

  it.each(goldens.map((golden, i) => [`${i} ${golden.title}`, golden] as const))('%s', async (_, golden) => {
    fake.setScenario(scenarioOf(golden));
    const reply = await fetch(`${fake.url}${golden.url}`, { method: golden.method, body: golden.body });
    const text = await reply.text();
    expect([reply.status, reply.headers.get('content-type')]).toEqual([golden.status, golden.contentType]);
    const [expected, actual] = [objects(golden.reply), objects(text.split('\n'))];
    if (!expected.length) return expect(text.trim()).toBe(golden.reply.join('\n'));
    expect(unique(actual.flatMap((object) => shapeOf(object)))).toEqual(
      unique(expected.flatMap((object) => shapeOf(object))),
    );
    expect(unique(actual.flatMap(wordsOf))).toEqual(unique(expected.flatMap(wordsOf)));
    expect(text.includes('[DONE]')).toBe(golden.reply.includes('data: [DONE]'));
  });
});
