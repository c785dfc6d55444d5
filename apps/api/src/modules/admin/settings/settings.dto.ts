import { ApiProperty } from '@nestjs/swagger';

const VALUE_TYPES = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];

export class SettingDto {
  @ApiProperty({ example: 'registration_mode' })
  key: string;

  @ApiProperty({ oneOf: VALUE_TYPES, description: 'Current value', example: 'open' })
  value: unknown;

  @ApiProperty({ oneOf: VALUE_TYPES, example: 'open' })
  default: unknown;

  @ApiProperty({ enum: ['environment', 'saved', 'default'] })
  source: 'environment' | 'saved' | 'default';

  @ApiProperty()
  description: string;
}

/** An environment variable: read at the start, so it changes with a restart. */
export class VariableDto {
  @ApiProperty({ example: 'OLLAMA_HOST' })
  name: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'http://127.0.0.1:11434',
    description: 'Current value; for secrets only whether they are set',
  })
  value: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'http://127.0.0.1:11434' })
  default: string | null;

  @ApiProperty({ enum: ['environment', 'default'] })
  source: 'environment' | 'default';

  @ApiProperty({ description: 'A secret: its value is never shown' })
  secret: boolean;

  @ApiProperty({ example: 'Address of Ollama.' })
  description: string;
}

export class SettingsDto {
  @ApiProperty({ type: [VariableDto] })
  environment: VariableDto[];

  @ApiProperty({ type: [SettingDto] })
  settings: SettingDto[];
}
