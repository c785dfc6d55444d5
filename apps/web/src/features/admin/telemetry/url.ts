import * as z from 'zod/mini';
import { instant, lenient, searchParser } from '@/lib/url';

export const TELEMETRY_RANGES = ['15m', '1h', '6h', '24h', '7d', '30d', '90d', '400d'] as const;
export type TelemetryRange = (typeof TELEMETRY_RANGES)[number];
/** Seconds between two refreshes; 0 turns them off. */
export const TELEMETRY_REFRESH = [0, 5, 10, 30] as const;

export const parseTelemetrySearch = searchParser({
  /** Up to now; left out: the last hour, or what `from` and `to` say. */
  range: lenient(z.enum(TELEMETRY_RANGES)),
  /** Instants that bound an own range. */
  from: instant,
  to: instant,
  refresh: lenient(z.pipe(z.transform(Number), z.literal(TELEMETRY_REFRESH))),
});
export type TelemetrySearch = ReturnType<typeof parseTelemetrySearch>;
