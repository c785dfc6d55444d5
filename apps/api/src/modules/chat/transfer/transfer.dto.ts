import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import type { LeftOut } from './imported.js';

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

export class ExportAllQueryDto {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'From the `next` of the file before',
  })
  @IsOptional()
  @IsUUID()
  cursor?: string | null;
}

export class ImportFailureDto {
  @ApiProperty({ minimum: 1, description: 'Its place in the file, from 1' })
  number: number;

  @ApiProperty({ description: 'How the file calls it; empty if it does not' })
  title: string;

  @ApiProperty({ description: 'A sentence for the person' })
  reason: string;
}

export class LeftOutDto implements LeftOut {
  @ApiProperty({ description: 'Pictures that are not in the file, or of a kind that cannot be shown' })
  pictures: number;

  @ApiProperty({ description: 'Attached documents and recordings; only their names are in the file' })
  files: number;

  @ApiProperty({ description: 'Marks of sources whose address is not in the file' })
  citations: number;

  @ApiProperty({ description: 'Results of tools that were shortened' })
  tool_results: number;

  @ApiProperty({ description: 'Messages of an unknown shape' })
  messages: number;
}

export class ImportResultDto {
  @ApiProperty({ description: 'New threads' })
  imported: number;

  @ApiProperty({ description: 'Conversations that exist already or have no messages' })
  skipped: number;

  @ApiProperty({ type: [String], format: 'uuid', description: 'The new threads' })
  thread_ids: string[];

  @ApiProperty({ description: 'Conversations in the file: imported, skipped and failed ones' })
  total: number;

  @ApiProperty({ description: 'Conversations that could not be read' })
  failed: number;

  @ApiProperty({ type: [ImportFailureDto], description: 'The first hundred of them' })
  failures: ImportFailureDto[];

  @ApiProperty({ type: LeftOutDto, description: 'What of the new threads did not come along' })
  left_out: LeftOutDto;

  @ApiProperty({ description: 'Scheduled prompts that were added, paused' })
  schedules: number;
}
