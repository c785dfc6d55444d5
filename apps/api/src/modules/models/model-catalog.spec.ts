import type { BackendModel, LlmBackend } from '../../llm/index.js';
import type { BackendHost } from './backends/backend-host.js';
import type { BackendPool } from './backends/backend-pool.js';
import { Breaker } from './backends/breaker.js';
import { ModelCatalog } from './model-catalog.js';

const poolOf = (...backends: LlmBackend[]): BackendPool => {
  const hosts = backends.map((backend) => ({ backend, state: 'on', tier: 0, breaker: new Breaker() }) as BackendHost);
  return { hosts, refresh: () => undefined, onChange: () => undefined } as unknown as BackendPool;
};

it('a backend that did not answer and now hangs does not hold up the others', async () => {
  const gone = { provider: 'ollama', id: 'gone', label: 'Gone' } as LlmBackend;
  gone.models = () => Promise.reject(new Error('refused'));
  const well = {
    provider: 'ollama',
    id: 'well',
    models: () => Promise.resolve([{ name: 'm' }]),
  } as unknown as LlmBackend;
  const catalog = new ModelCatalog(poolOf(gone, well));
  await catalog.snapshot();
  gone.models = () => new Promise(() => undefined);
  catalog.invalidate();
  const states = await catalog.snapshot();
  expect(states.map(({ problem }) => problem?.code)).toEqual(['llm.unavailable', undefined]);
  expect((await catalog.locate({ name: 'm', provider: 'ollama' })).backend).toBe(well);
});

describe('a model that came a moment ago', () => {
  let now = 0;
  let clock: jest.SpyInstance;
  beforeEach(() => {
    clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => clock.mockRestore());

  it('is found long before the list is due again, and the backend is asked once a second', async () => {
    const names: string[] = [];
    let asked = 0;
    const backend = {
      provider: 'ollama',
      id: 'ollama@test',
      models: () => {
        asked++;
        return Promise.resolve(names.map((name) => ({ name }) as BackendModel));
      },
    } as unknown as LlmBackend;
    const catalog = new ModelCatalog(poolOf(backend));
    const locate = () => catalog.locate({ name: 'fresh', provider: 'ollama' });
    await expect(locate()).rejects.toMatchObject({ code: 'model.not-pulled' });
    names.push('fresh');
    for (let i = 0; i < 5; i++) await expect(locate()).rejects.toMatchObject({ code: 'model.not-pulled' });
    expect(asked).toBe(1);
    now += 1_001;
    expect((await locate()).info.name).toBe('fresh');
    expect(asked).toBe(2);
  });
});
