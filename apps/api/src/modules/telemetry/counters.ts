import { Injectable } from '@nestjs/common';
import { bucketOf } from './histogram.js';
import { Counter, DurationHistogram } from './exposition.js';
import type { AnswerObservation, RequestObservation } from './observations.js';

/** Methods that have a name of their own; any other word may stand in a request. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** What Prometheus reads: since the start of this process, by few labels. */
@Injectable()
export class Counters {
  private readonly requests = new Counter('pocket_llm_http_requests_total', 'Finished HTTP requests.');
  private readonly durations = new DurationHistogram(
    'pocket_llm_http_request_duration_seconds',
    'Duration of HTTP requests; streams that stay open are left out.',
  );
  private readonly answers = new Counter('pocket_llm_answers_total', 'Questions to a model that are over.');
  private readonly answerTimes = new DurationHistogram(
    'pocket_llm_answer_duration_seconds',
    'From the question to the end of the answer.',
  );
  private readonly firstTokens = new DurationHistogram(
    'pocket_llm_time_to_first_token_seconds',
    'From when a backend began to its first token.',
  );
  private readonly tokens = new Counter('pocket_llm_tokens_total', 'Tokens of prompts and answers.');
  private readonly cache = new Counter(
    'pocket_llm_cache_lookups_total',
    'Questions for which the answer cache was asked.',
  );

  request({ route, method, status, ms }: RequestObservation, slot: number | undefined): void {
    const known = METHODS.has(method) ? method : 'other';
    const code = `${Math.floor(status / 100)}xx`;
    // An address that no route matches could be any text.
    this.requests.add(`${known} ${code} ${route}`, () => ({ route: route || 'other', method: known, status: code }));
    if (slot !== undefined) this.durations.observe({ method: known }, known, slot, ms);
  }

  answer({ model, failed, ms, ttft_ms, cache, input_tokens, output_tokens }: AnswerObservation): void {
    const result = failed ? 'failed' : 'ok';
    this.answers.add(`${result} ${model}`, () => ({ model, result }));
    this.answerTimes.observe({ model }, model, bucketOf(ms), ms);
    if (ttft_ms !== null) this.firstTokens.observe({ model }, model, bucketOf(ttft_ms), ttft_ms);
    this.tokens.add(`in ${model}`, () => ({ model, kind: 'input' }), input_tokens);
    this.tokens.add(`out ${model}`, () => ({ model, kind: 'output' }), output_tokens);
    if (cache) this.cache.add(cache, () => ({ result: cache }));
  }

  lines(): string[] {
    return [
      this.requests,
      this.durations,
      this.answers,
      this.answerTimes,
      this.firstTokens,
      this.tokens,
      this.cache,
    ].flatMap((metric) => metric.lines());
  }
}
