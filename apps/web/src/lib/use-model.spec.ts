import { type Model } from '@pocket-llm/api-client';
import { canChat, chooseModel } from './use-model';

const model = (name: string, extra: Partial<Model> = {}): Model =>
  ({ name, available: true, is_default: false, capabilities: [], ...extra }) as Model;

describe('the model of the next message', () => {
  const models = [model('a'), model('b', { is_default: true }), model('gone', { available: false })];

  it('is the chosen one while it is available', () => expect(chooseModel(models, 'a')?.name).toBe('a'));
  it('is the default when the chosen one is unavailable or was removed', () => {
    expect(chooseModel(models, 'gone')?.name).toBe('b');
    expect(chooseModel(models, 'removed')?.name).toBe('b');
  });
  it('is any available one when the default is unavailable', () => {
    expect(chooseModel([model('x', { is_default: true, available: false }), model('y')], undefined)?.name).toBe('y');
  });
  it('is the default when none is available, so that the screen can name what is missing', () => {
    expect(chooseModel([model('x', { is_default: true, available: false })], undefined)?.name).toBe('x');
    expect(chooseModel([], undefined)).toBeUndefined();
  });
  it('is never an embedding model', () => {
    expect(canChat(model('e', { capabilities: ['embedding'] as Model['capabilities'] }))).toBe(false);
    expect(canChat(model('c', { capabilities: ['completion', 'tools'] as Model['capabilities'] }))).toBe(true);
    expect(canChat(model('old'))).toBe(true);
  });
});
