import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';

export class LogQueryDto {
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  user_id?: string;

  @ApiPropertyOptional({ type: String, example: 'chat.send' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  @ApiPropertyOptional({ type: Number, example: 503 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(599)
  status_code?: number;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Not before' })
  @IsOptional()
  @Type(() => Date)
  @IsDate({ message: 'must be a time such as 2027-01-31T00:00:00Z' })
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Before' })
  @IsOptional()
  @Type(() => Date)
  @IsDate({ message: 'must be a time such as 2027-01-31T00:00:00Z' })
  to?: Date;

  @ApiPropertyOptional({ type: String, description: 'Text in action, endpoint, user name, request id or metadata; taken literally' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ type: Number, default: 0, minimum: 0, maximum: 100000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  offset: number = 0;
}

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

  @ApiProperty({ description: 'How many match, on all pages' })
  total: number;

  @ApiProperty()
  limit: number;

  @ApiProperty()
  offset: number;
}

export class TelemetryDto {
  @ApiProperty()
  total_users: number;

  @ApiProperty()
  active_users: number;

  @ApiProperty()
  total_chats: number;

  @ApiProperty()
  total_messages: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { 'chat.send': 12 } })
  action_counts: Record<string, number>;

  @ApiProperty({ description: 'Requests of the last 24 hours' })
  recent_activity_24h: number;
}
