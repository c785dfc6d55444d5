import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export const EXPORT_FORMATS = ['json', 'md'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportQueryDto {
  @ApiPropertyOptional({
    enum: EXPORT_FORMATS,
    enumName: 'ExportFormat',
    default: 'json',
    description: 'json: the whole tree, fit for import; md: the branch that is shown, to be read',
  })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'json';
}

export class ImportResultDto {
  @ApiProperty({ description: 'New threads' })
  imported: number;

  @ApiProperty({ description: 'Conversations that were here already, or hold no message' })
  skipped: number;

  @ApiProperty({ type: [String], format: 'uuid', description: 'The new threads' })
  thread_ids: string[];
}
