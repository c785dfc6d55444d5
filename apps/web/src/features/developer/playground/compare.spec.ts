import { differences, pairOf, ticked } from './compare';
import { type PastRun } from './past';

it('requests differ in missing fields and in fields with different values', () => {
  expect(differences({ model: 'a', temperature: 0.1, seed: 1 }, { model: 'b', seed: 1, stop: ['x'] })).toEqual([
    { field: 'model', sides: ['a', 'b'] },
    { field: 'temperature', sides: ['0.1', undefined] },
    { field: 'stop', sides: [undefined, '[\n "x"\n]'] },
  ]);
});

it('two runs are selected at a time, and the older one comes first', () => {
  expect([ticked([], 'a'), ticked(['a'], 'b'), ticked(['a', 'b'], 'c'), ticked(['a', 'b'], 'a')]).toEqual([
    ['a'],
    ['a', 'b'],
    ['b', 'c'],
    ['b'],
  ]);
  const runs = ['new', 'mid', 'old'].map((id) => ({ id })) as PastRun[];
  expect(pairOf(runs, ['new', 'old'])?.map(({ id }) => id)).toEqual(['old', 'new']);
  expect(pairOf(runs, ['new'])).toBeUndefined();
});
