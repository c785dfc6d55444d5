import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { PullProgress } from '../../llm.port.js';
import { OllamaBackend } from './ollama.backend.js';

const MODEL = 'qwen3:4b';

describe('models of Ollama', () => {
  let fake: FakeLlm;
  let backend: OllamaBackend;

  beforeEach(async () => {
    fake = await startFakeLlm();
    backend = new OllamaBackend(fake.url);
  });
  afterEach(async () => {
    await backend.close();
    await fake.close();
  });

  it('takes capabilities from the list on new servers', async () => {
    const models = await backend.models();
    expect(models.find(({ name }) => name === MODEL)).toMatchObject({
      capabilities: ['completion', 'tools', 'thinking'],
      context_length: 262_144,
      parameter_size: '4.0B',
      quantization: 'Q4_K_M',
      size_bytes: 2_497_293_918,
    });
    expect(models.find(({ name }) => name === 'nomic-embed-text:latest')?.capabilities).toEqual(['embedding']);
    expect(fake.requests.map(({ path }) => path).sort()).toEqual(['/api/ps', '/api/tags']);
  });

  it('asks old servers once per model', async () => {
    fake.setScenario('noCapabilities');
    const first = await backend.models();
    expect(first.find(({ name }) => name === MODEL)).toMatchObject({
      capabilities: ['completion', 'tools', 'thinking'],
      context_length: 262_144,
    });
    const asked = () => fake.requests.filter(({ path }) => path === '/api/show').length;
    expect(asked()).toBe(first.length);
    expect(await backend.models()).toEqual(first);
    expect(asked()).toBe(first.length);
  });

  it('embeds', async () => {
    const { signal } = new AbortController();
    const { vectors, input_tokens } = await backend.embed(
      { model: 'nomic-embed-text', input: ['a', 'b'], dimensions: 4 },
      signal,
    );
    expect(vectors.map((vector) => vector.length)).toEqual([4, 4]);
    expect(input_tokens).toBeGreaterThan(0);
    await expect(backend.embed({ model: 'gemma2:2b', input: ['a'] }, signal)).rejects.toMatchObject({
      code: 'llm.unsupported',
    });
  });

  const pull = async (name: string, signal = new AbortController().signal) => {
    const seen: PullProgress[] = [];
    for await (const progress of backend.pull(name, signal)) seen.push(progress);
    return seen;
  };

  it('pulls with progress over all layers, and removes the model', async () => {
    const seen = await pull('phi4:mini');
    expect(seen[0]).toEqual({ status: 'pulling manifest', completed: 0, total: 0 });
    expect(seen.at(-1)).toEqual({ status: 'success', completed: 1_629_518_566, total: 1_629_518_566 });
    const completed = seen.map((progress) => progress.completed);
    expect(completed).toEqual([...completed].sort((a, b) => a - b));
    await backend.remove('phi4:mini');
    await expect(backend.remove('phi4:mini')).rejects.toMatchObject({ code: 'model.not-pulled' });
  });

  it.each([
    ['unknown:7b', 'hello', 'model.not-found'],
    ['phi4:mini', 'pullFails', 'llm.failed'],
    ['phi4:mini', 'pullOffline', 'llm.unavailable'],
  ] as const)('says why %s cannot be pulled in %s', async (name, set, code) => {
    fake.setScenario(set);
    await expect(pull(name)).rejects.toMatchObject({ code });
  });

  it('says what to do when the connection is lost during a pull', async () => {
    fake.setScenario('gated');
    const progress = backend.pull('phi4:mini', new AbortController().signal)[Symbol.asyncIterator]();
    fake.release(1);
    await progress.next();
    fake.dropConnections();
    await expect(progress.next()).rejects.toMatchObject({
      code: 'llm.ended-early',
      detail: expect.stringMatching(/was lost while it was pulling phi4:mini\. Once it runs again, resume/),
    });
  });

  it.each([
    ['http://127.0.0.1:11434', true],
    ['http://localhost:11434', true],
    ['http://[::1]:11434', true],
    ['http://10.0.0.7:11434', false],
    ['http://ollama:11434', false],
  ])('knows whether it runs on this machine: %s', async (url, local) => {
    const one = new OllamaBackend(url);
    expect(one.local).toBe(local);
    await one.close();
  });

  it('stops a pull when its signal aborts', async () => {
    fake.setScenario('gated');
    const abort = new AbortController();
    const pulling = pull('phi4:mini', abort.signal);
    fake.release(2);
    await fake.waitForRequest(({ path, status }) => path === '/api/pull' && status === 200);
    abort.abort(new Error('cancelled'));
    await expect(pulling).rejects.toThrow('cancelled');
    await fake.waitForAbort(({ path }) => path === '/api/pull');
  });

  it('keeps credentials of the address out of its labels and sends them as a header', async () => {
    const behindProxy = new OllamaBackend(fake.url.replace('http://', 'http://me:p%40ss@'));
    await behindProxy.models();
    expect(fake.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(`${behindProxy.id} ${behindProxy.label}`).not.toMatch(/me:|p@ss|p%40ss/);
    await behindProxy.close();
  });
});
