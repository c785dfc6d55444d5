import { ApiError } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { withTexts } from '../../test/texts';
import { errorCopy } from './error-copy';

beforeAll(withTexts);
const copy = (error: unknown) => errorCopy(error, i18next.getFixedT('en', 'common'));

describe('the text shown for a failure', () => {
  it("is the server's sentence with the request id", () => {
    const error = ApiError.fromProblem({ status: 503, detail: 'Start Ollama first.', request_id: 'q-1' });
    expect(copy(error)).toEqual({ text: 'Start Ollama first.', id: 'q-1' });
  });

  it('is our own and says what to do when the server was not reached', () => {
    expect(copy(new ApiError({ kind: 'network' })).text).toMatch(/cannot be reached.*Check that/);
  });

  it('names the seconds to wait after a rate limit', () => {
    expect(copy(new ApiError({ kind: 'rate-limited', retryAfter: 1 })).text).toBe(
      'Too many requests. Try again in 1 second.',
    );
    expect(copy(new ApiError({ kind: 'rate-limited', retryAfter: 9 })).text).toBe(
      'Too many requests. Try again in 9 seconds.',
    );
  });

  it('never shows internals of a defect', () => {
    expect(copy(new TypeError("Cannot read properties of undefined (reading 'x')")).text).toBe(
      'Something went wrong on the server.',
    );
  });

  it('never contains an exclamation mark or an "Oops"', () => {
    const kinds = [
      'aborted',
      'network',
      'timeout',
      'idle',
      'protocol',
      'unauthorized',
      'forbidden',
      'not-found',
      'conflict',
      'too-large',
      'invalid',
      'rate-limited',
      'unavailable',
      'server',
    ] as const;
    const texts = kinds.map((kind) => copy(new ApiError({ kind })).text);
    expect(new Set(texts).size).toBe(kinds.length);
    for (const text of texts) expect(text).not.toMatch(/!|oops|error\./i);
  });
});
