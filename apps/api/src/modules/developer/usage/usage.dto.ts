import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { IsDay } from '../../../common/http/validation.js';
import { USAGE_GROUPS, type UsageGroup } from '../../usage/index.js';

export class UsageQueryDto {
  @ApiPropertyOptional({ type: String, format: 'date', description: 'First day (UTC); default: 30 days ago' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date', description: 'Last day (UTC); default: today' })
  @IsOptional()
  @IsDay()
  to?: string;

  @ApiPropertyOptional({
    type: String,
    example: 'day,key,model',
    default: 'day,key,model',
    description: 'Grouping of the rows: day, key, model, comma-separated',
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value))
  @IsIn(USAGE_GROUPS, { each: true, message: 'must be some of day, key, model, comma-separated' })
  group_by: UsageGroup[] = [...USAGE_GROUPS];
}

export class UsageCountsDto {
  @ApiProperty()
  requests: number;

  @ApiProperty()
  input_tokens: number;

  @ApiProperty()
  output_tokens: number;

  @ApiProperty()
  errors: number;

  @ApiProperty()
  cache_hits: number;

  @ApiProperty({ type: Number, nullable: true })
  avg_latency_ms: number | null;

  @ApiProperty({ example: 1250000, description: 'At the prices of its time, in millionths of the currency' })
  cost_micros: number;

  @ApiProperty({ example: 82000000, description: 'Estimated, in millionths of a watt-hour' })
  energy_micro_wh: number;
}

export class UsageRowDto extends UsageCountsDto {
  @ApiProperty({ type: String, format: 'date', nullable: true })
  day: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'null: used in the chat, or not grouped by key',
  })
  api_key_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  key_name: string | null;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;
}

export class UsageReportDto {
  @ApiProperty({ type: String, nullable: true, example: 'EUR', description: 'ISO 4217; null: none is set' })
  currency: string | null;

  @ApiProperty({ type: [UsageRowDto] })
  rows: UsageRowDto[];

  @ApiProperty({ type: UsageCountsDto })
  totals: UsageCountsDto;
}
