import { ApiProperty } from '@nestjs/swagger';
import { TelemetryPointDto, TelemetryTotalsDto, TelemetryModelDto, TelemetryUserDto } from './telemetry-figures.dto.js';

export class TelemetrySpeedDto {
  @ApiProperty({ example: 'llama3.2:3b' })
  model: string;

  @ApiProperty({
    type: 'array',
    description: 'Tokens per second for each point of `series`; `null` where the model generated nothing',
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
    description: 'Largest memory use; `null` if the backend does not report it',
  })
  memory_bytes: number | null;

  @ApiProperty({
    type: 'array',
    description:
      'For each point of `series`, the share of time that the model was in memory; `null` where it was ' +
      'not checked',
    items: { type: 'number', nullable: true },
  })
  values: (number | null)[];
}

export class TelemetryRestartDto {
  @ApiProperty({ type: String, format: 'date-time', description: 'Start of the point' })
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

  @ApiProperty({ type: Number, example: 1.2, description: 'p99 over the last ten seconds' })
  loop_lag_ms: number;

  @ApiProperty({ type: Number, example: 0.04, description: 'Share of one core over the last ten seconds' })
  cpu_share: number;

  @ApiProperty({ type: Number, example: 0, description: 'Questions that are waiting now' })
  queue_depth: number;
}

export class TelemetryDatabaseDto {
  @ApiProperty({ type: Number, example: 1, description: 'Connections in use' })
  pool_used: number;

  @ApiProperty({ type: Number, example: 4 })
  pool_open: number;

  @ApiProperty({ type: Number, example: 0, description: 'Callers waiting for a connection' })
  pool_waiting: number;

  @ApiProperty({ type: Number, example: 48000000, description: 'At most a minute old' })
  size_bytes: number;
}

export class TelemetryDto {
  @ApiProperty({ type: Number, example: 14 })
  total_users: number;

  @ApiProperty({ type: Number, example: 12 })
  active_users: number;

  @ApiProperty({ type: Number, example: 420, description: 'An estimate above 100,000' })
  total_chats: number;

  @ApiProperty({ type: Number, example: 3100, description: 'An estimate above 100,000' })
  total_messages: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { 'chat.send': 12 },
    description: 'All-time count of each action',
  })
  action_counts: Record<string, number>;

  @ApiProperty({ type: Number, example: 900, description: 'Requests in the last 24 hours' })
  recent_activity_24h: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'Start of the range, at the start of a point' })
  from: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  to: Date;

  @ApiProperty({ type: Number, example: 60, description: 'Length of a point in seconds' })
  step: number;

  @ApiProperty({ type: TelemetryTotalsDto })
  totals: TelemetryTotalsDto;

  @ApiProperty({ type: [TelemetryPointDto] })
  series: TelemetryPointDto[];

  @ApiProperty({ type: [TelemetrySpeedDto] })
  speed_by_model: TelemetrySpeedDto[];

  @ApiProperty({
    type: [TelemetryLoadedDto],
    description: 'The six models that were in memory longest. Checked once a minute while models are in use',
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
