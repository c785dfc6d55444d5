import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';

export class SqlQueryDto {
  @ApiProperty({ example: 'SELECT username, role FROM users ORDER BY created_at', maxLength: 100000 })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(100_000)
  sql: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Your own id of this query' })
  @IsOptional()
  @IsUUID()
  query_id?: string;

  @ApiPropertyOptional({ default: 1000, minimum: 1, maximum: 10000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  max_rows?: number;
}

export class SqlColumnDto {
  @ApiProperty()
  name: string;

  @ApiProperty({ description: "PostgreSQL's name of the type", example: 'timestamptz' })
  type: string;
}

export class SqlResultDto {
  @ApiProperty({ format: 'uuid' })
  query_id: string;

  @ApiProperty({ type: [SqlColumnDto] })
  columns: SqlColumnDto[];

  @ApiProperty({ type: 'array', items: { type: 'array', items: { type: 'string', nullable: true } }, description: "Cells as PostgreSQL prints them; null is NULL" })
  rows: (string | null)[][];

  @ApiProperty({ description: 'Rows in this reply' })
  row_count: number;

  @ApiProperty({ description: 'There were more rows, or cells were cut' })
  truncated: boolean;

  @ApiProperty()
  duration_ms: number;

  @ApiProperty({ example: 'SELECT' })
  command: string;
}
