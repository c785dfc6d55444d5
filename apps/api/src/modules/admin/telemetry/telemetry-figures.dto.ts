import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';

/** Counts. */
class TelemetryCountsDto {
  @ApiProperty({ type: Number, example: 120, description: 'Finished HTTP requests' })
  requests: number;

  @ApiProperty({ type: Number, example: 1, description: 'Requests answered with a 5xx status' })
  errors: number;

  @ApiProperty({ type: Number, example: 3, description: 'Requests answered with a 4xx status' })
  client_errors: number;

  @ApiProperty({ type: Number, example: 40, description: 'Finished questions to a model' })
  answers: number;

  @ApiProperty({
    type: Number,
    example: 1,
    description: 'Questions that failed, including those that failed in mid-stream',
  })
  failed_answers: number;

  @ApiProperty({ type: Number, example: 5200 })
  input_tokens: number;

  @ApiProperty({ type: Number, example: 8100 })
  output_tokens: number;
}

/** Measures; `null` where there was nothing to measure. */
class TelemetryMeasuresDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 12.5,
    description:
      "Median duration of the requests, or of a model's whole answers; as precise as the histogram's buckets",
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
    description: 'Time from the start at the backend to the first token',
  })
  ttft_p50_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 900 })
  ttft_p95_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 42.5, description: 'Mean speed of the answers' })
  tokens_per_second: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 2,
    description: 'Largest number of questions that waited at once',
  })
  queue_depth: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.1 })
  queue_mean: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.25,
    description: 'Share of cacheable questions that the cache answered',
  })
  cache_hit_rate: number | null;
}

/** Figures about the process. */
class TelemetrySelfDto {
  @ApiProperty({ type: Number, nullable: true, example: 98000000, description: 'Memory of the process' })
  rss_bytes: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 3.2, description: "p99 of the event loop's delay" })
  loop_lag_ms: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.12, description: 'Share of one core' })
  cpu_share: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 2, description: 'Connections in use' })
  pool_used: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 48000000, description: 'Size on disk' })
  database_bytes: number | null;
}

/** The counts of a point are `null` as well where no server was running. */
class TelemetryPointCountsDto implements Record<keyof TelemetryCountsDto, number | null> {
  @ApiProperty({ type: Number, nullable: true, example: 120, description: 'Finished HTTP requests' })
  requests: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'Requests answered with a 5xx status' })
  errors: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 3, description: 'Requests answered with a 4xx status' })
  client_errors: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 40, description: 'Finished questions to a model' })
  answers: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 1,
    description: 'Questions that failed, including those that failed in mid-stream',
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
  @ApiProperty({ type: String, format: 'date-time', description: 'Start of the point' })
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

  @ApiProperty({ type: Number, example: 1, description: 'Questions that failed' })
  errors: number;
}

export class TelemetryUserDto extends TelemetryCountsDto {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada', description: '`null`: the account was deleted' })
  username: string | null;
}
