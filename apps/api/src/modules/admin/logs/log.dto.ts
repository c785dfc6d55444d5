import { ApiProperty } from '@nestjs/swagger';

export class LogDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  user_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  username: string | null;

  @ApiProperty({ example: 'chat.send' })
  action: string;

  @ApiProperty({ example: '/api/chat' })
  endpoint: string;

  @ApiProperty({ example: 'POST' })
  method: string;

  @ApiProperty({ example: 200 })
  status_code: number;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true, example: 'gemma2:2b', description: 'Of a model call' })
  model: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  api_key_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  key_name: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 26 })
  input_tokens: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 298 })
  output_tokens: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'llm.unavailable' })
  error_code: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the model server said, for administrators only' })
  error_detail: string | null;

  @ApiProperty({ type: String, nullable: true })
  ip_address: string | null;

  @ApiProperty({ type: String, nullable: true })
  user_agent: string | null;

  @ApiProperty({ description: 'Milliseconds' })
  duration_ms: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  request_id: string | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}

export class LogPageDto {
  @ApiProperty({ type: [LogDto] })
  logs: LogDto[];

  @ApiProperty({ description: 'Number of matches on all pages' })
  total: number;

  @ApiProperty({ description: 'There may be more than `total`: counting stopped there' })
  total_is_estimate: boolean;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description:
      'Not null: no index has these lines, and the search stopped at this time, even if the page is not full; the ' +
      'next page goes on there',
  })
  searched_to: Date | null;

  @ApiProperty()
  limit: number;

  @ApiProperty()
  offset: number;
}

export class LogBucketDto {
  @ApiProperty({ format: 'date-time', type: String, description: 'Start of the bucket' })
  at: Date;

  @ApiProperty({ example: 120 })
  info: number;

  @ApiProperty({ example: 3 })
  warning: number;

  @ApiProperty({ example: 0 })
  error: number;
}

export class LogHistogramDto {
  @ApiProperty({ format: 'date-time', type: String })
  from: Date;

  @ApiProperty({ format: 'date-time', type: String })
  to: Date;

  @ApiProperty({ example: 300 })
  bucket_seconds: number;

  @ApiProperty({ type: [LogBucketDto] })
  buckets: LogBucketDto[];

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'Not null: earlier lines may match too, but there were too many to read',
  })
  counted_from: Date | null;
}

export class FacetDto {
  @ApiProperty({ example: 'chat.send' })
  value: string;

  @ApiProperty({ description: 'Count in the newest 20,000 lines', example: 812 })
  count: number;
}
