import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const ATTENTION_KINDS = [
  'backend-down',
  'failed-calls',
  'pending-people',
  'default-password',
  'disk',
  'doctor',
  'update',
] as const;
export const SEVERITIES = ['fail', 'warn'] as const;

/** Something that an administrator should do. */
export class AttentionDto {
  @ApiProperty({
    enum: ATTENTION_KINDS,
    example: 'failed-calls',
    description: '`doctor`: any other finding of the doctor',
  })
  kind: (typeof ATTENTION_KINDS)[number];

  @ApiProperty({ enum: SEVERITIES, description: 'fail: something does not work; warn: it will cause trouble later' })
  severity: (typeof SEVERITIES)[number];

  @ApiProperty({ type: Number, example: 3, description: 'How many people or calls; failed calls are counted to 1,000' })
  count: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'llm.unavailable',
    description: 'The model server, the error code of the calls, the title of the check, or the newer version',
  })
  subject: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'The language model backend is out of reach' })
  detail: string | null;

  @ApiPropertyOptional({ format: 'uri', description: 'Page that says what changed, if the feed names one' })
  url?: string;
}

class OverviewFigureDto {
  @ApiProperty({ type: Number, nullable: true, example: 120, description: 'Of the whole day' })
  value: number | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'number', nullable: true },
    description: 'For each point; `null` where nothing was measured',
  })
  series: (number | null)[];
}

class OverviewFiguresDto {
  @ApiProperty({ description: 'Finished HTTP requests' })
  requests: OverviewFigureDto;

  @ApiProperty({ description: 'Tokens of prompts and answers' })
  tokens: OverviewFigureDto;

  @ApiProperty({ description: 'Requests answered with a 5xx status' })
  errors: OverviewFigureDto;

  @ApiProperty({ description: '95th percentile of the time to the first token, in milliseconds' })
  ttft_p95_ms: OverviewFigureDto;

  @ApiProperty({ description: 'Accounts that made a request' })
  people: OverviewFigureDto;
}

class RunningAnswerDto {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada', description: '`null`: the account was deleted' })
  username: string | null;

  @ApiProperty({ example: 'llama3.2:3b' })
  model: string;

  @ApiProperty({ description: 'Asked for with an API key' })
  with_key: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  since: Date;
}

class RunningDto {
  @ApiProperty({ type: Number, example: 2 })
  total: number;

  @ApiProperty({ type: [RunningAnswerDto], description: 'At most 20, those that began first' })
  answers: RunningAnswerDto[];

  @ApiProperty({
    type: Number,
    example: 1204,
    description: 'Lines of batches that have no result yet, in all processes, as of the last ten seconds',
  })
  batch_lines: number;
}

export class OverviewDto {
  @ApiProperty({ type: [AttentionDto], description: 'Worst first; empty when nothing needs to be done' })
  attention: AttentionDto[];

  @ApiProperty({ type: String, format: 'date-time', description: 'Start of the last day, at the start of a point' })
  from: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  to: Date;

  @ApiProperty({ type: Number, example: 3600, description: 'Length of a point in seconds' })
  step: number;

  @ApiProperty()
  figures: OverviewFiguresDto;

  @ApiProperty({ description: 'Answers that models are writing now, and those that wait for one, in this process' })
  running: RunningDto;
}
