import { resultOf } from './batch.runner.js';

it('fails a line whose response is too long to be kept, and says so', () => {
  const body = { text: 'x'.repeat(16 * 2 ** 20) };
  const outcome = resultOf('done', 200, 'id', body) as { state: string; response: string };
  expect(outcome.state).toBe('failed');
  expect(JSON.parse(outcome.response)).toMatchObject({
    status_code: 500,
    body: { error: { code: 'response_too_long' } },
  });
});
