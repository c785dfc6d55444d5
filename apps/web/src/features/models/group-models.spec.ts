import { type Model } from '@pocket-llm/api-client';
import { groupModels, withoutUnpulled } from './group-models';

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

  it('of a server that is down are one group, which says it once', () => {
    const down = {
      available: false,
      provider: 'ollama',
      unavailable_code: 'llm.unavailable',
      unavailable_reason: 'Ollama is out of reach.',
    } as const;
    const missing = { available: false, provider: 'ollama', unavailable_code: 'model.not-pulled' } as const;
    const groups = groupModels([model('b', down), model('a', down), model('c'), model('not pulled', missing)]);
    expect(groups.map(({ outage, models }) => [Boolean(outage), models.map((one) => one.display_name)])).toEqual([
      [false, ['c']],
      [true, ['a', 'b']],
      [false, ['not pulled']],
    ]);
  });

  it('are for people who cannot pull those that are there, and the chosen one', () => {
    const absent = (name: string) => model(name, { available: false, unavailable_code: 'model.not-pulled' });
    const [here, suggested, chosen] = [model('here'), absent('suggested'), absent('chosen')];
    expect(withoutUnpulled([here, suggested, chosen], chosen)).toEqual([here, chosen]);
    expect(show([here, suggested])).toEqual([
      ['available', 'here'],
      ['unpulled', 'suggested'],
    ]);
  });

  it('have no empty group', () => {
    expect(show([])).toEqual([]);
    expect(show([model('a')])).toEqual([['available', 'a']]);
  });
});
