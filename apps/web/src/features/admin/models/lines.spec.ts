import { type AdminModel, type BackendState, type FoundModel } from '@pocket-llm/api-client';
import { linesOf } from './lines';

const model = { id: 'm', provider: 'ollama', available: true, loaded: true } as AdminModel;
const backend = (id: string, reachable: boolean, models: Partial<FoundModel>[], provider = 'ollama') =>
  ({ id, reachable, provider, models }) as BackendState;
const here = { model_id: 'm', loaded: false };
const only = (backends?: BackendState[]) => linesOf([model], backends)[0]!;

describe('the list of models', () => {
  it('shows what the portal knows until the backends have answered', () => {
    expect(only()).toMatchObject({ available: true, loaded: true, away: false, backend: undefined });
  });

  it("prefers the backends' state to the portal's older list", () => {
    expect(only([backend('a', true, [here])])).toMatchObject({ available: true, loaded: false, away: false });
    expect(only([backend('a', true, [])])).toMatchObject({ available: false, away: false, backend: undefined });
  });

  it('chooses the backend that has the model in memory, then reachable ones', () => {
    expect(
      only([
        backend('gone', false, [here]),
        backend('cold', true, [here]),
        backend('warm', true, [{ ...here, loaded: true }]),
      ]),
    ).toMatchObject({ backend: { id: 'warm' }, loaded: true, away: false });
  });

  it('keeps the last known state of an unreachable backend, and names one that may have the model', () => {
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
