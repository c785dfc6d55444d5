import { bySameWeights, placesOf, type HostView } from './host-choice.js';

const host = (id: string, view: Partial<HostView> = {}): HostView => ({
  id,
  tier: 0,
  weight: 1,
  parallel: null,
  admits: true,
  loaded: true,
  ...view,
});
const order = (...args: Parameters<typeof placesOf>) => placesOf(...args).map(({ id }) => id);

it('prefers the lower tier, then the model in memory, then the warm host', () => {
  const hosts = [host('spare', { tier: 1 }), host('cold', { loaded: false }), host('other'), host('warm')];
  expect(order(hosts, 'warm')).toEqual(['warm', 'other', 'cold', 'spare']);
  expect(placesOf(hosts, 'warm').map(({ penalty }) => penalty)).toEqual([0, 1, 11, 1_001]);
});

it('says nothing against anybody when no host is warm, or the warm one does not have the model', () => {
  expect(placesOf([host('a'), host('b')], 'gone').map(({ penalty }) => penalty)).toEqual([0, 0]);
});

it('leaves out hosts with an open breaker, unless all are', () => {
  expect(order([host('a', { admits: false }), host('b', { tier: 3 })])).toEqual(['b']);
  expect(order([host('a', { admits: false }), host('b', { admits: false })])).toEqual(['a', 'b']);
});

describe('hosts with other weights under the same name', () => {
  const found = (digest: string, one: HostView) => ({ digest, host: one });
  const ids = (...args: Parameters<typeof bySameWeights>) =>
    bySameWeights(...args).map((set) => set.map(({ host: { id } }) => id));

  it('do not stand in for each other; the set of the warm host comes first', () => {
    const all = [found('x', host('a')), found('y', host('b', { loaded: false })), found('x', host('c'))];
    expect(ids(all)).toEqual([['a', 'c'], ['b']]);
    expect(ids(all, 'b')).toEqual([['b'], ['a', 'c']]);
  });

  it('without a warm one the set in memory comes first, then the lower tier', () => {
    expect(ids([found('x', host('a', { loaded: false })), found('y', host('b'))])).toEqual([['b'], ['a']]);
    expect(ids([found('x', host('a', { tier: 1 })), found('y', host('b'))])).toEqual([['b'], ['a']]);
  });

  it('a set that lets requests in comes before one that does not, even before the warm one', () => {
    const all = [found('x', host('a', { admits: false })), found('y', host('b', { tier: 2, loaded: false }))];
    expect(ids(all, 'a')).toEqual([['b'], ['a']]);
  });

  it('an unknown digest is no reason against a host', () => {
    expect(ids([found('', host('a')), found('x', host('b'))])).toEqual([['b', 'a']]);
    expect(ids([found('', host('a')), found('', host('b'))])).toEqual([['a', 'b']]);
  });
});
