import { ApiError } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { withTexts } from '../../../test/texts';
import { failureOf } from './failures';

beforeAll(withTexts);

const NOW = new Date('2026-11-29T16:00:00Z');
const failure = (error: ApiError, model?: string) =>
  failureOf(error, { model, t: i18next.getFixedT('en', 'chat-late'), common: i18next.getFixedT('en', 'common') }, NOW);
const refusal = (code: string, status = 503) =>
  ApiError.fromProblem({ status, code, detail: 'Ollama at 10.0.0.7 is out of reach. Start it.', request_id: 'r-1' });

describe('a failure in the chat', () => {
  it.each([
    ['llm.unavailable', 'Gemma 2 cannot be reached', { retry: true, otherModel: true }],
    ['model.not-pulled', 'no longer on the model server', { retry: true, otherModel: true }],
    ['model.unavailable', 'not available to you', { otherModel: true }],
    ['llm.failed', 'failed on this question', { retry: true, otherModel: true }],
    ['llm.rejected', 'did not accept', { otherModel: true }],
    ['llm.context-exceeded', 'longer than Gemma 2 can read', { otherModel: true, newChat: true }],
    ['llm.out-of-memory', 'does not fit into the memory', { retry: true, otherModel: true }],
    ['limit.parallel', 'Wait until one of them', { retry: true }],
    ['run.interrupted', 'is kept', { retry: true }],
    ['internal.error', 'Something went wrong', { retry: true }],
  ])('%s says what happened without addresses, and offers what can help', (code, words, remedies) => {
    const { text, id, detail: _said, ...offered } = failure(refusal(code), 'Gemma 2');
    expect(text).toContain(words);
    expect(text).not.toMatch(/10\.0\.0\.7|\{\{| log\b/);
    expect(offered).toEqual(remedies);
    expect(id).toBe('r-1');
  });

  it.each([
    ...['llm.unavailable', 'model.not-pulled', 'llm.busy', 'llm.failed', 'llm.ended-early', 'llm.rejected'],
    ...['llm.context-exceeded', 'llm.unsupported', 'llm.out-of-memory', 'limit.requests', 'limit.tokens'],
    ...['limit.parallel', 'prompt.too-long', 'request.too-large'],
    ...['database.unavailable', 'database.too-slow', 'database.full'],
  ])('%s has what only the server knows: a host, a limit, words of the backend', (code) => {
    expect(failure(refusal(code)).detail).toBe('Ollama at 10.0.0.7 is out of reach. Start it.');
  });

  it.each([
    ...['model.unavailable', 'run.active', 'run.interrupted', 'server.stopping', 'thread.not-found'],
    'internal.error',
  ])("%s does not repeat in the server's words what it says already", (code) => {
    const { text, detail } = failure(refusal(code));
    expect(text).not.toBe('');
    expect(detail).toBeUndefined();
  });

  it.each(['limit.requests', 'limit.tokens'])('%s says when it ends, and offers no second try', (code) => {
    const { text, retry, otherModel } = failure(refusal(code, 429));
    const midnight = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(new Date('2026-11-30T00:00:00Z'));
    expect(text).toContain(midnight);
    expect([retry, otherModel]).toEqual([undefined, undefined]);
  });

  it.each(['limit.requests-month', 'limit.tokens-month'])('%s says on which day it ends', (code) => {
    const { text, retry } = failure(refusal(code, 429));
    expect(text).toContain(new Intl.DateTimeFormat('en', { month: 'long' }).format(new Date('2026-12-01T12:00:00Z')));
    expect(retry).toBeUndefined();
  });

  it('without a code of ours may be tried again only if that can help', () => {
    expect(failure(new ApiError({ kind: 'network' })).retry).toBe(true);
    expect(failure(new ApiError({ kind: 'forbidden' })).retry).toBeUndefined();
    expect(failure(new ApiError({ kind: 'invalid' })).retry).toBeUndefined();
  });

  it('of an unknown model names none', () => {
    expect(failure(refusal('llm.unavailable')).text).toContain('The model cannot be reached');
  });
});
