import { ApiError, type ApiKey } from '@pocket-llm/api-client';
import { bodyOf, draftOf, NEW_KEY, refusalsOf, wrongIn } from './key-draft';

const NOW = Date.parse('2027-03-01T12:00:00Z');

it('a new key has every scope and model, and expires in 90 days', () => {
  expect(JSON.parse(JSON.stringify(bodyOf({ ...NEW_KEY, name: '  laptop ' }, NOW)))).toEqual({
    name: 'laptop',
    scopes: ['chat', 'models', 'threads', 'embeddings', 'audio'],
    expires_at: '2027-05-30T12:00:00.000Z',
  });
});

it('limits and addresses are sent as typed', () => {
  expect(
    bodyOf(
      {
        ...NEW_KEY,
        expiry: 'never',
        allModels: false,
        modelIds: ['a'],
        requests_per_minute: ' 60',
        tokens_per_day: '1000',
        parallel_runs: '2',
        addresses: '10.0.0.0/8\n\n ::1 ',
      },
      NOW,
    ),
  ).toMatchObject({
    expires_at: undefined,
    model_ids: ['a'],
    requests_per_minute: 60,
    tokens_per_day: 1000,
    parallel_runs: 2,
    allowed_addresses: ['10.0.0.0/8', '::1'],
  });
});

it('the key works until the end of the chosen day', () => {
  const { expires_at } = bodyOf({ ...NEW_KEY, expiry: 'own', lastDay: '2027-03-01' }, NOW);
  expect(new Date(expires_at!).getTime()).toBe(new Date('2027-03-01T23:59:59').getTime());
});

it('an unedited draft equals the key', () => {
  const key = {
    name: 'laptop',
    scopes: ['chat'],
    model_ids: ['a'],
    expires_at: '2027-06-01T08:15:00.000Z',
    limits: { tokens_per_day: 5000, allowed_addresses: ['10.0.0.0/8', '::1'] },
  } as unknown as ApiKey;
  const { limits, ...rest } = key;
  expect(bodyOf(draftOf(key), NOW)).toMatchObject({ ...rest, ...limits, requests_per_minute: undefined });
  expect(bodyOf({ ...draftOf(key), lastDay: '2027-06-02' }, NOW).expires_at).toBe(
    new Date('2027-06-02T23:59:59').toISOString(),
  );
});

it('missing and wrong values are reported by field', () => {
  expect(wrongIn(NEW_KEY, NOW)).toEqual({});
  expect(
    wrongIn(
      {
        ...NEW_KEY,
        scopes: [],
        allModels: false,
        expiry: 'own',
        lastDay: '2027-02-01',
        requests_per_minute: '1.5',
        tokens_per_day: '0',
        parallel_runs: '1001',
      },
      NOW,
    ),
  ).toEqual({
    scopes: 'scopes',
    model_ids: 'models',
    expires_at: 'past',
    requests_per_minute: 'whole',
    tokens_per_day: 'whole',
    parallel_runs: 'whole',
  });
});

it("the server's errors are shown at their fields, the others in one message", () => {
  const refused = (errors: { pointer: string; message: string }[]) =>
    refusalsOf(new ApiError({ kind: 'invalid', problem: { errors } }));
  expect(refused([{ pointer: '/allowed_addresses/0', message: 'no' }])).toEqual({
    fields: { allowed_addresses: 'No.' },
    rest: false,
  });
  expect(refused([{ pointer: '/elsewhere', message: 'no' }])).toEqual({ fields: {}, rest: true });
  expect(refusalsOf(new Error('x')).rest).toBe(true);
});
