import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Provider } from '../../llm/index.js';
import { PROVIDERS } from '../models/index.js';

export class AddModelDto {
  @ApiProperty({ description: "The backend's own name", example: 'llama3.2:3b' })
  @IsString()
  @Matches(/^[\w][\w./:@-]{0,199}$/, { message: 'must be a model name such as llama3.2:3b' })
  name: string;

  @ApiPropertyOptional({ maxLength: 100 })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: PROVIDERS, enumName: 'Provider', default: 'ollama' })
  @IsOptional()
  @IsIn(PROVIDERS)
  provider?: Provider;
}

export class UpdateModelDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  is_enabled?: boolean;

  @ApiPropertyOptional({ maxLength: 100 })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: [true], description: 'true makes it the default in place of the one before' })
  @IsOptional()
  @IsIn([true], { message: 'must be true: make another model the default instead' })
  is_default?: true;
}
