import { ApiProperty } from '@nestjs/swagger';

const VALUE_TYPES = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];

export class SettingDto {
  @ApiProperty({ example: 'registration_mode' })
  key: string;

  @ApiProperty({ oneOf: VALUE_TYPES, description: 'What counts now', example: 'open' })
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
    description: 'What counts; of secrets only whether they are set',
  })
  value: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'http://127.0.0.1:11434' })
  default: string | null;

  @ApiProperty({ enum: ['environment', 'default'] })
  source: 'environment' | 'default';

  @ApiProperty({ description: 'Its value is shown to nobody' })
  secret: boolean;

  @ApiProperty({ example: 'Where Ollama listens.' })
  description: string;
}

export class SettingsDto {
  @ApiProperty({ type: [VariableDto] })
  environment: VariableDto[];

  @ApiProperty({ type: [SettingDto] })
  settings: SettingDto[];
}
