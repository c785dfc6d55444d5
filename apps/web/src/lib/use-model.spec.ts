import { type Model } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { withTexts } from '../../test/texts';
import { canChat, chooseModel, isReady, unavailableReason } from './use-model';

beforeAll(withTexts);

const model = (name: string, extra: Partial<Model> = {}): Model =>
  ({ id: name, name, display_name: name, available: true, is_default: false, capabilities: [], ...extra }) as Model;

describe('the model of the next message', () => {
  const models = [model('a'), model('b', { is_default: true }), model('down', { available: false })];

  it('is the chosen one, whether it can answer or not: no other takes its place', () => {
    expect(chooseModel(models, 'a')).toBe(models[0]);
    expect(chooseModel(models, 'down')).toBe(models[2]);
    expect(chooseModel(models, 'removed')).toMatchObject({
      name: 'removed',
      display_name: 'removed',
      available: false,
    });
  });
  it('is the default when none was chosen, also while that cannot answer', () => {
    expect(chooseModel(models, undefined)?.name).toBe('b');
    expect(chooseModel([model('y'), model('x', { is_default: true, available: false })], undefined)?.name).toBe('x');
    expect(chooseModel([], undefined)).toBeUndefined();
  });
  it('is never an embedding model', () => {
    expect(canChat(model('e', { capabilities: ['embedding'] as Model['capabilities'] }))).toBe(false);
    expect(canChat(model('c', { capabilities: ['completion', 'tools'] as Model['capabilities'] }))).toBe(true);
    expect(canChat(model('old'))).toBe(true);
  });
});

describe('why a model cannot answer', () => {
  const reason = (of: Model, isAdmin: boolean) => unavailableReason(of, i18next.getFixedT('en', 'models'), isAdmin);
  const down = model('a', {
    available: false,
    unavailable_code: 'llm.unavailable',
    unavailable_reason: 'Ollama is out of reach: nothing listens there.',
  });

  it('is told to administrators as the server says it, to others without what only those can mend', () => {
    expect(reason(down, true)).toBe('Ollama is out of reach: nothing listens there.');
    expect(reason(down, false)).toBe('Its server cannot be reached at the moment.');
  });

  it('is that its server does not have it, in the same words for everybody', () => {
    const absent = { ...down, unavailable_code: 'model.not-pulled' } as Model;
    for (const isAdmin of [true, false]) expect(reason(absent, isAdmin)).toBe('The model server does not have it.');
  });
  it('is that it is gone, for a model which is not in the list', () => {
    const gone = chooseModel([down], 'removed')!;
    expect(isReady(gone)).toBe(false);
    expect(reason(gone, true)).toBe('It was removed, or you may not use it.');
  });
});
