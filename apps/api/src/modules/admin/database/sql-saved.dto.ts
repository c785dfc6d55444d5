import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Parameters } from './parameters.js';
import { ParameterValues } from './sql-parameters.dto.js';

const MODES = ['read', 'write', 'explain', 'export'] as const;
const STATUSES = ['ok', 'failed', 'cancelled'] as const;

export class SaveQueryDto {
  @ApiProperty({ maxLength: 120, example: 'People by role' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(120)
  name: string;

  @ApiProperty({ maxLength: 100000, example: 'SELECT role, count(*) FROM users GROUP BY role' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(100_000)
  sql: string;

  @ParameterValues('What the parameters of the statement begin with')
  parameters?: Parameters;

  @ApiPropertyOptional({ default: false, description: 'Whether other admins may open it' })
  @IsOptional()
  @IsBoolean()
  shared?: boolean;
}

export class UpdateQueryDto extends PartialType(SaveQueryDto, { skipNullProperties: false }) {}

export class SavedQueryDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'People by role' })
  name: string;

  @ApiProperty()
  sql: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: 'What the parameters of the statement begin with; null is NULL',
  })
  parameters: Parameters;

  @ApiProperty({ description: 'Whether other admins may open it' })
  shared: boolean;

  @ApiProperty({ description: 'Whether it is yours. Only its owner may change it' })
  mine: boolean;

  @ApiProperty({ description: 'User name of its owner' })
  owner: string;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String })
  updated_at: Date;
}

export class RunDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  query_id: string;

  @ApiProperty({ description: 'Cut at 10,000 characters' })
  sql: string;

  @ApiProperty({ enum: MODES })
  mode: (typeof MODES)[number];

  @ApiProperty({ enum: STATUSES })
  status: (typeof STATUSES)[number];

  @ApiProperty({ type: Number, nullable: true })
  row_count: number | null;

  @ApiProperty()
  truncated: boolean;

  @ApiProperty({ example: 12.4 })
  duration_ms: number;

  @ApiProperty({ type: String, nullable: true, example: '42P01' })
  sqlstate: string | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}
