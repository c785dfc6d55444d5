import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { ModelCatalog } from './model-catalog.js';

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
    const catalog = new ModelCatalog([backend]);
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
