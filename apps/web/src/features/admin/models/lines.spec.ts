import { type AdminModel, type BackendState, type FoundModel } from '@pocket-llm/api-client';
import { linesOf } from './lines';

const model = { id: 'm', provider: 'ollama', available: true, loaded: true } as AdminModel;
const backend = (id: string, reachable: boolean, models: Partial<FoundModel>[], provider = 'ollama') =>
  ({ id, reachable, provider, models }) as BackendState;
const here = { model_id: 'm', loaded: false };
const only = (backends?: BackendState[]) => linesOf([model], backends)[0]!;

describe('the lines of the models', () => {
  it('say what the portal says until the backends have been asked', () => {
    expect(only()).toMatchObject({ available: true, loaded: true, away: false, backend: undefined });
  });

  it('believe the backends more than an older list', () => {
    expect(only([backend('a', true, [here])])).toMatchObject({ available: true, loaded: false, away: false });
    expect(only([backend('a', true, [])])).toMatchObject({ available: false, away: false, backend: undefined });
  });

  it('take the backend that has it in memory, and one in reach before one that is not', () => {
    expect(
      only([
        backend('gone', false, [here]),
        backend('cold', true, [here]),
        backend('warm', true, [{ ...here, loaded: true }]),
      ]),
    ).toMatchObject({ backend: { id: 'warm' }, loaded: true, away: false });
  });

  it('keep what was known of a backend out of reach, and know one that may have it', () => {
    expect(only([backend('gone', false, [{ ...here, size_bytes: 7 }])])).toMatchObject({
      away: true,
      available: false,
      found: { size_bytes: 7 },
    });
    expect(only([backend('never-seen', false, []), backend('other', false, [], 'openai')])).toMatchObject({
      away: true,
      backend: { id: 'never-seen' },
      found: undefined,
    });
  });
});
