import { Injectable } from '@nestjs/common';
import { recordPageStep } from '../../common/tracing/tracing.js';

/** Of all people together: nobody fills somebody's trace storage from a page. */
const MOST_PER_MINUTE = 600;
const MINUTE_MS = 60_000;

export interface PageStepReport {
  traceparent: string;
  first_byte_ms: number;
  duration_ms: number;
}

/** What pages have measured, as the beginning of their traces. */
@Injectable()
export class PageStepService {
  private count = 0;
  private since = -Infinity;

  record({ traceparent, first_byte_ms, duration_ms }: PageStepReport): void {
    const now = performance.now();
    if (now - this.since > MINUTE_MS) [this.count, this.since] = [0, now];
    if (++this.count > MOST_PER_MINUTE) return;
    recordPageStep({
      name: 'question',
      attributes: { 'http.request.method': 'POST', 'http.route': '/api/chat' },
      traceparent,
      firstByteMs: Math.min(first_byte_ms, duration_ms),
      durationMs: duration_ms,
    });
  }
}
