import { draftOf, quotaOf, wrongIn } from './quota-draft';

it('keeps a quota that was not edited', () => {
  for (const quota of [{}, { requests_per_day: 20 }, { tokens_per_day: 1, parallel_runs: 1000 }])
    expect(quotaOf(draftOf(quota))).toEqual(quota);
  expect(quotaOf(draftOf(null))).toEqual({});
});

it('names the fields with an invalid number', () => {
  const empty = draftOf(null);
  expect(wrongIn({ ...empty, requests_per_day: ' 5 ', tokens_per_day: '', parallel_runs: '1000' })).toEqual([]);
  expect(wrongIn({ ...empty, requests_per_day: '0', tokens_per_day: '1.5', parallel_runs: '1001' })).toEqual([
    'requests_per_day',
    'tokens_per_day',
    'parallel_runs',
  ]);
});
