import { type Model } from '@pocket-llm/api-client';
import { groupModels } from './group-models';

const model = (display_name: string, extra: Partial<Model> = {}) =>
  ({ display_name, available: true, loaded: false, is_default: false, ...extra }) as Model;
const show = (models: Model[]) =>
  groupModels(models).map((group) => [group.readiness, ...group.models.map((one) => one.display_name)]);

describe("the picker's models", () => {
  it('are grouped by readiness, with the default first and the others by name', () => {
    const models = [
      model('zeta'),
      model('beta', { is_default: true }),
      model('gone', { available: false, loaded: true }),
      model('alpha'),
      model('warm', { loaded: true }),
    ];
    expect(show(models)).toEqual([
      ['loaded', 'warm'],
      ['available', 'beta', 'alpha', 'zeta'],
      ['unavailable', 'gone'],
    ]);
  });

  it('have no empty group', () => {
    expect(show([])).toEqual([]);
    expect(show([model('a')])).toEqual([['available', 'a']]);
  });
});
