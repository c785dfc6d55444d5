import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { AUDIT_FACET_FIELDS, AUDIT_RESULTS, type AuditFacetField, type AuditResult } from '../../logging/index.js';

const TIME = { message: 'must be a time such as 2027-01-31T00:00:00Z' };

/** Which entries of the audit log are meant. */
export class AuditFilterDto {
  @ApiPropertyOptional({ type: String, description: 'Who did it: id or name', example: 'admin' })
  @IsOptional()
  @IsString()
  @MaxLength(254)
  actor?: string;

  @ApiPropertyOptional({ type: String, example: 'user.role-changed' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  @ApiPropertyOptional({ type: String, description: 'Whom or what it was about: id or name' })
  @IsOptional()
  @IsString()
  @MaxLength(254)
  target?: string;

  @ApiPropertyOptional({ type: String, example: 'user', description: 'What kind of thing it was about' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  target_type?: string;

  @ApiPropertyOptional({ enum: AUDIT_RESULTS })
  @IsOptional()
  @IsIn(AUDIT_RESULTS, { message: `must be one of ${AUDIT_RESULTS.join(', ')}` })
  result?: AuditResult;

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

  @ApiPropertyOptional({ type: String, description: 'Text in action, names, ids or details; taken literally' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class AuditQueryDto extends AuditFilterDto {
  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ type: String, description: 'Where to go on: taken from the `Link` header of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  cursor?: string;
}

export class AuditExportQueryDto extends AuditFilterDto {
  @ApiPropertyOptional({ enum: ['csv', 'ndjson'], default: 'csv' })
  @IsOptional()
  @IsIn(['csv', 'ndjson'], { message: 'must be one of csv, ndjson' })
  format: 'csv' | 'ndjson' = 'csv';
}

export class AuditFacetQueryDto {
  @ApiPropertyOptional({ enum: AUDIT_FACET_FIELDS, default: 'action' })
  @IsOptional()
  @IsIn(AUDIT_FACET_FIELDS, { message: `must be one of ${AUDIT_FACET_FIELDS.join(', ')}` })
  field: AuditFacetField = 'action';
}

export class AuditEntryDto {
  @ApiProperty({ type: String, description: 'Its number: 1, 2, 3 … without a gap', example: '1204' })
  seq: string;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time', type: String })
  at: Date;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actor_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin' })
  actor_name: string | null;

  @ApiProperty({ example: 'user.role-changed', description: 'Of what was refused, the name of the handler, e.g. `users.role`' })
  action: string;

  @ApiProperty({ type: String, nullable: true, example: 'user' })
  target_type: string | null;

  @ApiProperty({ type: String, nullable: true })
  target_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ada' })
  target_name: string | null;

  @ApiProperty({ enum: AUDIT_RESULTS })
  result: AuditResult;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  detail: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true })
  ip_address: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  request_id: string | null;

  @ApiProperty({ description: 'Hash of the entry before' })
  previous_hash: string;

  @ApiProperty({ description: 'SHA-256 over the hash before and everything here' })
  hash: string;
}

export class AuditCheckDto {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ description: 'Entries that are as they were written', example: 1204 })
  entries: number;

  @ApiPropertyOptional({ description: 'Number of the first entry that is not' })
  broken_at?: number;

  @ApiPropertyOptional({ enum: ['changed', 'missing', 'cut-off'], description: '`changed`: the entry or its place in the chain; `missing`: a gap; `cut-off`: the newest are gone' })
  reason?: 'changed' | 'missing' | 'cut-off';
}
