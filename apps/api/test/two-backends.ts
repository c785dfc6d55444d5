import { startFakeLlm, type FakeLlm, type FakeModel } from '@pocket-llm/fake-llm';
import type { Client, Reply } from './client.js';
import { startPortal, type Portal } from './portal.js';

/** A body that a backend got. */
export interface Sent {
  messages: Record<string, unknown>[];
  tools: { function: { parameters: unknown } }[];
  [field: string]: unknown;
}

export interface TwoBackends {
  /** Its own backend is an Ollama. */
  portal: Portal;
  /** A server of OpenAI's kind, with the model `org/vllm-model`. */
  other: FakeLlm;
  /** A developer's key; nothing is cached. */
  api: Client;
  /** The last body that Ollama got. */
  sent(path?: string): Sent;
  /** The last body that the other server got. */
  sentToOther(path?: string): Sent;
  /** Both back to their first scenario, without requests. */
  reset(): void;
  close(): Promise<void>;
}

/** What its Ollama has. */
export const MODELS: FakeModel[] = [
  { name: 'plain', capabilities: ['completion', 'tools'] },
  { name: 'thinker', capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'seeing', capabilities: ['completion', 'vision', 'tools'] },
  { name: 'coder:1.5b', capabilities: ['completion', 'insert'] },
  { name: 'embedder', capabilities: ['embedding'] },
];

/** A portal with an Ollama whose models differ in what they can do, and a server of OpenAI's kind. */
export async function startWithTwoBackends(): Promise<TwoBackends> {
  const other = await startFakeLlm({ models: [{ name: 'org/vllm-model' }] });
  const portal = await startPortal({
    env: { OPENAI_BASE_URL: `${other.url}/v1` },
    fake: { models: MODELS },
  });
  const dev = await portal.someone('developer');
  const { key_value } = (await dev.post('/api/developer/api-keys', {})).body;
  const lastOf = (fake: FakeLlm, path: string): Sent =>
    fake.requests.filter((one) => one.path === path).at(-1)!.body as Sent;
  return {
    portal,
    other,
    api: portal.anyone.withKey(key_value).with({ 'cache-control': 'no-store' }),
    sent: (path = '/api/chat') => lastOf(portal.fake, path),
    sentToOther: (path = '/v1/chat/completions') => lastOf(other, path),
    reset: () => {
      for (const fake of [portal.fake, other]) {
        fake.setScenario('hello');
        fake.clear();
      }
    },
    close: async () => {
      await portal.close();
      await other.close();
    },
  };
}

/** The fields that a reply names as without effect. */
export const ignored = ({ headers }: Reply): unknown => headers['x-pocket-ignored'];
