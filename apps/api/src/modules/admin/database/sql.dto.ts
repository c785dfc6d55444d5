import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const MODES = ['read', 'write'] as const;

/** A statement with an id that the caller chooses. */
export class StatementDto {
  @ApiProperty({ example: 'SELECT username, role FROM users ORDER BY created_at', maxLength: 100000 })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(100_000)
  sql: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Your own id of this query, by which you can cancel it' })
  @IsOptional()
  @IsUUID()
  query_id?: string;
}

export class SqlQueryDto extends StatementDto {
  @ApiPropertyOptional({ default: 1000, minimum: 1, maximum: 10000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  max_rows?: number;

  @ApiPropertyOptional({ enum: MODES, default: 'read', description: '`write` needs an open write mode' })
  @IsOptional()
  @IsIn(MODES)
  mode?: (typeof MODES)[number];

  @ApiPropertyOptional({ description: 'In the write mode: yes, every row of the table' })
  @IsOptional()
  @IsBoolean()
  confirm?: boolean;
}

export class ExplainDto extends StatementDto {
  @ApiPropertyOptional({ default: false, description: 'Carry it out and measure' })
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
    description: "PostgreSQL's plan: `Plan` with its `Plans`, and times when it was carried out",
  })
  plan: Record<string, unknown>;

  @ApiProperty({ example: 3.2 })
  duration_ms: number;
}

export class SqlColumnDto {
  @ApiProperty({ example: 'created_at' })
  name: string;

  @ApiProperty({ description: "PostgreSQL's name of the type", example: 'timestamp with time zone' })
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

  @ApiProperty({ description: 'There were more rows, or cells were cut' })
  truncated: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Rows that were changed; null for a statement that only reads',
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
    description: 'As the planner believes; null before PostgreSQL has counted',
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
  @ApiProperty({ description: 'Your own password' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
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
    description: 'Open for this session until then; null: closed',
  })
  until: Date | null;
}
