import { filterOf, isNarrowed } from './filters';

const now = new Date('2026-03-18T15:30');
const at = (text: string) => new Date(text).toISOString();

describe('the filters of the history', () => {
  it('start at local midnight', () => {
    expect(filterOf({ date: 'today' }, now).from).toBe(at('2026-03-18T00:00'));
    expect(filterOf({ date: '7d' }, now).from).toBe(at('2026-03-12T00:00'));
    expect(filterOf({ date: '30d' }, now).from).toBe(at('2026-02-17T00:00'));
    expect(filterOf({ date: 'today' }, now).to).toBeUndefined();
  });

  it('include the whole last day of a custom range', () => {
    expect(filterOf({ date: 'own', from: '2026-03-01', to: '2026-03-31' }, now)).toMatchObject({
      from: at('2026-03-01T00:00'),
      to: at('2026-04-01T00:00'),
    });
    expect(filterOf({ date: 'own' }, now)).toMatchObject({ from: undefined, to: undefined });
  });

  it('hide archived conversations by default', () => {
    expect(filterOf({}, now)).toMatchObject({ archived: false, pinned: undefined, has_code: undefined });
    expect(isNarrowed({ q: 'x' })).toBe(false);
    expect(isNarrowed({ code: true })).toBe(true);
  });
});
