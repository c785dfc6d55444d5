import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { ChatOptionsDto } from '../../inference/index.js';

export class CreatePresetDto {
  @ApiProperty({ maxLength: 80, example: 'Terse reviewer' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(80)
  name: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Name of the model; default: the one that is already selected',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100000 })
  @IsOptional()
  @IsString()
  @MaxLength(100_000)
  system_prompt?: string | null;

  @ApiPropertyOptional({ type: ChatOptionsDto, nullable: true })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ChatOptionsDto)
  options?: ChatOptionsDto | null;
}

export class UpdatePresetDto extends PartialType(CreatePresetDto) {}

export class PresetDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty({ type: String, nullable: true })
  system_prompt: string | null;

  @ApiProperty({ type: ChatOptionsDto, nullable: true })
  options: ChatOptionsDto | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String })
  updated_at: Date;
}
