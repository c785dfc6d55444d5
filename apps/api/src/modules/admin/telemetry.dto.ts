import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';

/** What can be counted. */
class TelemetryCountsDto {
  @ApiProperty({ type: Number, example: 120, description: 'Finished HTTP requests' })
  requests: number;

  @ApiProperty({ type: Number, example: 1, description: 'Those answered with a 5xx status' })
  errors: number;

  @ApiProperty({ type: Number, example: 3, description: 'Those answered with a 4xx status' })
  client_errors: number;

  @ApiProperty({ type: Number, example: 40, description: 'Questions to a model that are over' })
  answers: number;

  @ApiProperty({ type: Number, example: 1, description: 'Those that failed, also in a stream that had begun' })
  failed_answers: number;

  @ApiProperty({ type: Number, example: 5200 })
  input_tokens: number;

  @ApiProperty({ type: Number, example: 8100 })
  output_tokens: number;
}

/** What can be measured; `null` where there was nothing to measure. */
class TelemetryMeasuresDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 12.5,
    description:
      'Half of the requests took at most so long, and of a model its whole answers; exact to the bucket of a histogram',
  })
  p50_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 180 })
  p95_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 420 })
  p99_ms: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 140,
    description: 'Time to the first token, from when a backend began',
  })
  ttft_p50_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 900 })
  ttft_p95_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 42.5, description: 'Mean speed of the answers' })
  tokens_per_second: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 2, description: 'Most questions that waited at once' })
  queue_depth: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.1 })
  queue_mean: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.25,
    description: 'Share of the questions that the cache answered, of those that may come from it',
  })
  cache_hit_rate: number | null;
}

/** What the process says of itself. */
class TelemetrySelfDto {
  @ApiProperty({ type: Number, nullable: true, example: 98000000, description: 'Memory of the process' })
  rss_bytes: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 3.2, description: 'p99 of how late the event loop was' })
  loop_lag_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.12, description: 'Of one core' })
  cpu_share: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 2, description: 'Connections at work' })
  pool_used: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 48000000, description: 'Size on disk' })
  database_bytes: number | null;
}

/** The counts of a point are `null`, too, where nothing was running. */
class TelemetryPointCountsDto implements Record<keyof TelemetryCountsDto, number | null> {
  @ApiProperty({ type: Number, nullable: true, example: 120, description: 'Finished HTTP requests' })
  requests: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'Those answered with a 5xx status' })
  errors: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 3, description: 'Those answered with a 4xx status' })
  client_errors: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 40, description: 'Questions to a model that are over' })
  answers: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 1,
    description: 'Those that failed, also in a stream that had begun',
  })
  failed_answers: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 5200 })
  input_tokens: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 8100 })
  output_tokens: number | null;
}

export class TelemetryPointDto extends IntersectionType(
  TelemetryPointCountsDto,
  TelemetryMeasuresDto,
  TelemetrySelfDto,
) {
  @ApiProperty({ type: String, format: 'date-time', description: 'Begin of the point' })
  t: Date;
}

export class TelemetryTotalsDto extends IntersectionType(TelemetryCountsDto, TelemetryMeasuresDto) {
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.01,
    description: 'Share of the requests answered with a 5xx status',
  })
  error_rate: number | null;
}

const OF_MODEL = ['p50_ms', 'p95_ms', 'ttft_p50_ms', 'ttft_p95_ms', 'tokens_per_second', 'cache_hit_rate'] as const;

export class TelemetryModelDto extends IntersectionType(
  PickType(TelemetryCountsDto, ['input_tokens', 'output_tokens'] as const),
  PickType(TelemetryMeasuresDto, OF_MODEL),
) {
  @ApiProperty({ example: 'llama3.2:3b' })
  model: string;

  @ApiProperty({ type: Number, example: 120, description: 'Questions' })
  requests: number;

  @ApiProperty({ type: Number, example: 1, description: 'Those that failed' })
  errors: number;
}

export class TelemetryUserDto extends TelemetryCountsDto {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada', description: '`null`: the account is gone' })
  username: string | null;
}

export class TelemetrySpeedDto {
  @ApiProperty({ example: 'llama3.2:3b' })
  model: string;

  @ApiProperty({
    type: 'array',
    description: 'Tokens per second for each point of `series`; `null` where the model said nothing',
    items: { type: 'number', nullable: true },
  })
  values: (number | null)[];
}

export class TelemetryLoadedDto {
  @ApiProperty({ example: 'llama3.2:3b' })
  model: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 2_100_000_000,
    description: 'Most that it took up; `null` where its backend does not say',
  })
  memory_bytes: number | null;

  @ApiProperty({
    type: 'array',
    description:
      'For each point of `series` the share of it in which the model was in memory; `null` where nobody looked',
    items: { type: 'number', nullable: true },
  })
  values: (number | null)[];
}

export class TelemetryRestartDto {
  @ApiProperty({ type: String, format: 'date-time', description: 'Begin of the point' })
  t: Date;

  @ApiProperty({ type: Number, example: 1 })
  count: number;
}

export class TelemetryProcessDto {
  @ApiProperty({ type: String, format: 'date-time' })
  started_at: Date;

  @ApiProperty({ type: Number, example: 86400 })
  uptime_seconds: number;

  @ApiProperty({ type: Number, example: 98000000 })
  rss_bytes: number;

  @ApiProperty({ type: Number, example: 40000000 })
  heap_bytes: number;

  @ApiProperty({ type: Number, example: 1.2, description: 'p99 of the last ten seconds' })
  loop_lag_ms: number;

  @ApiProperty({ type: Number, example: 0.04, description: 'Of one core, in the last ten seconds' })
  cpu_share: number;

  @ApiProperty({ type: Number, example: 0, description: 'Questions that wait now' })
  queue_depth: number;
}

export class TelemetryDatabaseDto {
  @ApiProperty({ type: Number, example: 1, description: 'Connections at work' })
  pool_used: number;

  @ApiProperty({ type: Number, example: 4 })
  pool_open: number;

  @ApiProperty({ type: Number, example: 0, description: 'Callers that wait for one' })
  pool_waiting: number;

  @ApiProperty({ type: Number, example: 48000000, description: 'At most a minute old' })
  size_bytes: number;
}

export class TelemetryDto {
  @ApiProperty({ type: Number, example: 14 })
  total_users: number;

  @ApiProperty({ type: Number, example: 12 })
  active_users: number;

  @ApiProperty({ type: Number, example: 420, description: 'An estimate beyond 100,000' })
  total_chats: number;

  @ApiProperty({ type: Number, example: 3100, description: 'An estimate beyond 100,000' })
  total_messages: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { 'chat.send': 12 },
    description: 'How often each action was done, ever',
  })
  action_counts: Record<string, number>;

  @ApiProperty({ type: Number, example: 900, description: 'Requests of the last 24 hours' })
  recent_activity_24h: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'Of the range, at the begin of a point' })
  from: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  to: Date;

  @ApiProperty({ type: Number, example: 60, description: 'Seconds of a point' })
  step: number;

  @ApiProperty({ type: TelemetryTotalsDto })
  totals: TelemetryTotalsDto;

  @ApiProperty({ type: [TelemetryPointDto] })
  series: TelemetryPointDto[];

  @ApiProperty({ type: [TelemetrySpeedDto] })
  speed_by_model: TelemetrySpeedDto[];

  @ApiProperty({
    type: [TelemetryLoadedDto],
    description:
      'The six models that were in memory longest. Backends are looked at once a minute while models are in use',
  })
  loaded_models: TelemetryLoadedDto[];

  @ApiProperty({ type: [TelemetryModelDto], description: 'The twenty with the most requests' })
  by_model: TelemetryModelDto[];

  @ApiProperty({ type: [TelemetryUserDto], description: 'The twenty with the most requests' })
  by_user: TelemetryUserDto[];

  @ApiProperty({ type: [TelemetryRestartDto] })
  restarts: TelemetryRestartDto[];

  @ApiProperty({ type: TelemetryProcessDto })
  process: TelemetryProcessDto;

  @ApiProperty({ type: TelemetryDatabaseDto })
  database: TelemetryDatabaseDto;
}
