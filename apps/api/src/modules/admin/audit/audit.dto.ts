import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { QueryCursor, QueryLimit, QueryText, QueryTime, QueryWord } from '../../../common/http/query-fields.js';
import { AUDIT_FACET_FIELDS, AUDIT_RESULTS, type AuditFacetField, type AuditResult } from '../../logging/index.js';
import { FILE_FORMATS, type FileFormat } from '../logs/file-format.js';

/** Filter of the audit log. */
export class AuditFilterDto {
  @QueryText(254, { description: 'Actor: id or name', example: 'admin' })
  actor?: string;

  @QueryText(100, { example: 'user.role-changed' })
  action?: string;

  @QueryText(254, { description: 'Target: id or name' })
  target?: string;

  @QueryText(100, { description: 'Kind of the target', example: 'user' })
  target_type?: string;

  @QueryWord(AUDIT_RESULTS)
  result?: AuditResult;

  @QueryTime('Start of the range, inclusive')
  from?: Date;

  @QueryTime('End of the range, exclusive')
  to?: Date;

  @QueryText(200, { description: 'Text in action, names, ids or details; matched literally' })
  q?: string;
}

export class AuditQueryDto extends AuditFilterDto {
  @QueryLimit()
  limit: number = 50;

  @QueryCursor()
  cursor?: string;
}

export class AuditExportQueryDto extends AuditFilterDto {
  @QueryWord(FILE_FORMATS, { default: 'csv' })
  format: FileFormat = 'csv';
}

export class AuditFacetQueryDto {
  @QueryWord(AUDIT_FACET_FIELDS, { default: 'action' })
  field: AuditFacetField = 'action';
}

export class AuditEntryDto {
  @ApiProperty({ type: String, description: 'Number of the entry: 1, 2, 3 … without gaps', example: '1204' })
  seq: string;

  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time', type: String })
  at: Date;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actor_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin' })
  actor_name: string | null;

  @ApiProperty({
    example: 'user.role-changed',
    description: 'For a rejected attempt, the name of the handler, e.g. `users.role`',
  })
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

  @ApiProperty({ description: 'Hash of the previous entry' })
  previous_hash: string;

  @ApiProperty({ description: 'SHA-256 of the previous hash and this entry' })
  hash: string;
}

export class AuditCheckDto {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ description: 'Entries that are unchanged', example: 1204 })
  entries: number;

  @ApiPropertyOptional({ description: 'Number of the first entry that is changed or missing' })
  broken_at?: number;

  @ApiPropertyOptional({
    enum: ['changed', 'missing', 'cut-off'],
    description:
      '`changed`: the entry or its place in the chain; `missing`: a gap; `cut-off`: the newest entries are ' +
      'missing',
  })
  reason?: 'changed' | 'missing' | 'cut-off';
}
