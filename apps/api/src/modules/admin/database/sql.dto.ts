import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { GivenPassword } from '../../auth/index.js';
import type { Parameters } from './parameters.js';
import { ParameterValues } from './sql-parameters.dto.js';

const MODES = ['read', 'write'] as const;

/** A statement with an id that the caller chooses. */
export class StatementDto {
  @ApiProperty({ example: 'SELECT username, role FROM users ORDER BY created_at', maxLength: 100000 })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(100_000)
  sql: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Your own id for this query; use it to cancel the query' })
  @IsOptional()
  @IsUUID()
  query_id?: string;

  @ApiPropertyOptional({
    maxLength: 500,
    description: "Why the statement reads people's chats; those people can see it. Needed only where it reads any",
  })
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(500)
  reason?: string;

  @ParameterValues(
    'A value for every `:name` of the statement, bound and never a part of its text; null is NULL. The audit log ' +
      'keeps them',
  )
  parameters?: Parameters;
}

export class SqlQueryDto extends StatementDto {
  @ApiPropertyOptional({ default: 1000, minimum: 1, maximum: 10000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  max_rows?: number;

  @ApiPropertyOptional({ enum: MODES, default: 'read', description: '`write` requires an open write mode' })
  @IsOptional()
  @IsIn(MODES)
  mode?: (typeof MODES)[number];

  @ApiPropertyOptional({ description: 'In the write mode: confirms that every row of the table may change' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;
}

export class ExplainDto extends StatementDto {
  @ApiPropertyOptional({ default: false, description: 'Run the query and measure it' })
  @IsOptional()
  @IsBoolean()
  analyze?: boolean;
}

export class PlanDto {
  @ApiProperty({ format: 'uuid' })
  query_id: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: "PostgreSQL's plan: `Plan` with its `Plans`, and times if the query was run",
  })
  plan: Record<string, unknown>;

  @ApiProperty({ example: 3.2 })
  duration_ms: number;
}

export class SqlColumnDto {
  @ApiProperty({ example: 'created_at' })
  name: string;

  @ApiProperty({ description: "PostgreSQL's name for the type", example: 'timestamp with time zone' })
  type: string;
}

export class SqlResultDto {
  @ApiProperty({ format: 'uuid' })
  query_id: string;

  @ApiProperty({ type: [SqlColumnDto] })
  columns: SqlColumnDto[];

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string', nullable: true } },
    description: 'Cells as PostgreSQL prints them; null is NULL',
  })
  rows: (string | null)[][];

  @ApiProperty({ description: 'Rows in this reply' })
  row_count: number;

  @ApiProperty({ description: 'Rows were left out or cells were truncated' })
  truncated: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Number of changed rows; null for a statement that only reads',
  })
  affected: number | null;

  @ApiProperty({ example: 12.4 })
  duration_ms: number;

  @ApiProperty({ example: 'SELECT' })
  command: string;
}

export class SchemaColumnDto {
  @ApiProperty({ example: 'user_id' })
  name: string;

  @ApiProperty({ example: 'uuid' })
  type: string;

  @ApiProperty()
  nullable: boolean;

  @ApiProperty()
  primary_key: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'users.id' })
  references: string | null;
}

export class SchemaTableDto {
  @ApiProperty({ example: 'chat_threads' })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  comment: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: "The planner's estimate; null before PostgreSQL has counted",
  })
  row_estimate: number | null;

  @ApiProperty({ type: [SchemaColumnDto] })
  columns: SchemaColumnDto[];
}

export class SchemaDto {
  @ApiProperty({ type: [SchemaTableDto] })
  tables: SchemaTableDto[];
}

export class OpenWriteModeDto {
  @GivenPassword({ description: 'Your own password' })
  password: string;

  @ApiProperty({ enum: ['write'] })
  @Equals('write', { message: 'must be the word write' })
  confirmation: 'write';
}

export class WriteModeDto {
  @ApiProperty({ description: 'Whether ADMIN_SQL_WRITE is true' })
  configured: boolean;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'End of the open write mode of this session; null: closed',
  })
  until: Date | null;
}
