import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A released migration does not follow later changes of the code, so it repeats columns and buckets. */
const BUCKETS = 31;
const SUMS = [
  'requests',
  'client_errors',
  'server_errors',
  'answers',
  'failed_answers',
  'cache_hits',
  'cache_misses',
  'input_tokens',
  'output_tokens',
  'timed_tokens',
  'timed_ms',
  'starts',
  'samples',
  'queue_sum',
  'cpu_ms',
];
const PEAKS = ['queue_max', 'rss_bytes', 'loop_ms', 'pool_used', 'database_bytes'];
const HISTOGRAMS = ['latency', 'ttft'];
const summed = (name: string): string =>
  `array[${Array.from({ length: BUCKETS }, (_, i) => `coalesce(sum(${name}[${i + 1}]), 0)`).join(', ')}]::int[]`;

const UNITED = [
  ...SUMS.map((name) => `sum(${name})`),
  ...PEAKS.map((name) => `max(${name})`),
  ...HISTOGRAMS.map(summed),
];

/** Five-minute rows computed from the minutes: a day reads a fifth of the rows. */
const UP = `
SET LOCAL statement_timeout = 0;
INSERT INTO telemetry_rollups (step, kind, at, subject, ${[...SUMS, ...PEAKS, ...HISTOGRAMS].join(', ')})
SELECT 300, kind, date_bin('5 minutes', at, 'epoch'), subject,
  ${UNITED.join(', ')}
FROM telemetry_rollups WHERE step = 60 GROUP BY 2, 3, 4;
`;

export class TelemetryFiveMinutes1764200550000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM telemetry_rollups WHERE step = 300');
  }
}
