import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';

const MOST_TEXT = 50_000;

export class AdminTermsDto {
  @ApiProperty({ type: Number, nullable: true, example: 3, description: 'null: nothing was published' })
  version: number | null;

  @ApiProperty({ description: 'Markdown' })
  text: string;

  @ApiProperty({ description: 'Whether nobody may go on without having accepted this version' })
  required: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: Date | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin', description: 'By the name of that time' })
  published_by: string | null;

  @ApiProperty({ example: 12, description: 'Active accounts that have accepted this version' })
  accepted: number;

  @ApiProperty({ example: 40, description: 'Active accounts' })
  accounts: number;
}

export class PublishTermsDto {
  @ApiProperty({ maxLength: MOST_TEXT, description: 'Markdown; another text is a new version' })
  @IsString()
  @MaxLength(MOST_TEXT)
  text: string;

  @ApiPropertyOptional({
    default: false,
    description: 'Whether nobody, you included, may go on without having accepted it; needs a text',
  })
  @IsOptional()
  @IsBoolean()
  required: boolean = false;
}
