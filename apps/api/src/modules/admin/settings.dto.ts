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

export class SettingsDto {
  @ApiProperty({ type: [SettingDto] })
  settings: SettingDto[];
}
