import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsNumber, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { FACET_FIELDS, LOG_LEVELS, type FacetField, type LogLevel } from '../../logging/index.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const TIME = { message: 'must be a time such as 2027-01-31T00:00:00Z' };
const oneOf = (values: readonly string[]) => ({ message: `must be one of ${values.join(', ')}` });

/** Which lines of the request log are meant. */
export class LogFilterDto {
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  user_id?: string;

  @ApiPropertyOptional({ type: String, example: 'ada', description: 'The name that the account had at that time' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  username?: string;

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

  @ApiPropertyOptional({ enum: LOG_LEVELS, description: 'From the status: `info` below 400, `warning` 4xx, `error` 5xx' })
  @IsOptional()
  @IsIn(LOG_LEVELS, oneOf(LOG_LEVELS))
  level?: LogLevel;

  @ApiPropertyOptional({ enum: METHODS })
  @IsOptional()
  @IsIn(METHODS, oneOf(METHODS))
  method?: string;

  @ApiPropertyOptional({ type: String, example: '/api/chat', description: 'The path as the route declares it' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  endpoint?: string;

  @ApiPropertyOptional({ type: Number, example: 500, description: 'Milliseconds, at least' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  min_duration_ms?: number;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The `X-Request-Id` of a reply' })
  @IsOptional()
  @IsUUID()
  request_id?: string;

  @ApiPropertyOptional({ type: String, description: 'Not by this user' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  not_username?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  not_action?: string;

  @ApiPropertyOptional({ type: Number })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(599)
  not_status_code?: number;

  @ApiPropertyOptional({ enum: METHODS })
  @IsOptional()
  @IsIn(METHODS, oneOf(METHODS))
  not_method?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  not_endpoint?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Not before' })
  @IsOptional()
  @Type(() => Date)
  @IsDate(TIME)
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Before' })
  @IsOptional()
  @Type(() => Date)
  @IsDate(TIME)
  to?: Date;

  @ApiPropertyOptional({ type: String, description: 'Text in action, endpoint, user name, request id or metadata; taken literally' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class LogQueryDto extends LogFilterDto {
  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ type: Number, default: 0, minimum: 0, maximum: 100000, description: 'For small numbers; `cursor` is as fast anywhere' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  offset: number = 0;

  @ApiPropertyOptional({ type: String, description: 'Where to go on: taken from the `Link` header of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  cursor?: string;

  @ApiPropertyOptional({ enum: ['desc', 'asc'], default: 'desc', description: '`desc`: newest first' })
  @IsOptional()
  @IsIn(['desc', 'asc'], oneOf(['desc', 'asc']))
  order: 'desc' | 'asc' = 'desc';
}

export class LogHistogramQueryDto extends LogFilterDto {
  @ApiPropertyOptional({ type: Number, default: 60, minimum: 2, maximum: 200, description: 'At most so many stretches of time' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(200)
  buckets: number = 60;
}

export class LogExportQueryDto extends LogFilterDto {
  @ApiPropertyOptional({ enum: ['csv', 'ndjson'], default: 'csv' })
  @IsOptional()
  @IsIn(['csv', 'ndjson'], oneOf(['csv', 'ndjson']))
  format: 'csv' | 'ndjson' = 'csv';
}

export class LogFacetQueryDto {
  @ApiPropertyOptional({ enum: FACET_FIELDS, default: 'action' })
  @IsOptional()
  @IsIn(FACET_FIELDS, oneOf(FACET_FIELDS))
  field: FacetField = 'action';
}
