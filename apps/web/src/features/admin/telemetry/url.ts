import { instant, oneNumberOf, oneOf, searchParser } from '@/lib/url';

export const TELEMETRY_RANGES = ['15m', '1h', '6h', '24h', '7d', '30d', '90d', '400d'] as const;
export type TelemetryRange = (typeof TELEMETRY_RANGES)[number];
/** Seconds between refreshes; 0 disables them. */
export const TELEMETRY_REFRESH = [0, 5, 10, 30] as const;

export const parseTelemetrySearch = searchParser({
  /** A range that ends now. Missing: the last hour, or the custom range in `from` and `to`. */
  range: oneOf(TELEMETRY_RANGES),
  /** The bounds of a custom range. */
  from: instant,
  to: instant,
  refresh: oneNumberOf(TELEMETRY_REFRESH),
});
export type TelemetrySearch = ReturnType<typeof parseTelemetrySearch>;
