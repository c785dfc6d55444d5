import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export const EXPORT_FORMATS = ['json', 'md'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportQueryDto {
  @ApiPropertyOptional({
    enum: EXPORT_FORMATS,
    enumName: 'ExportFormat',
    default: 'json',
    description: 'json: the whole tree, can be imported; md: the shown branch, for reading',
  })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'json';
}

export class ImportResultDto {
  @ApiProperty({ description: 'New threads' })
  imported: number;

  @ApiProperty({ description: 'Conversations that exist already or have no messages' })
  skipped: number;

  @ApiProperty({ type: [String], format: 'uuid', description: 'The new threads' })
  thread_ids: string[];
}
