import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { PasskeyReply } from './passkey-ceremonies.js';
import type { Passkey } from './passkey.entity.js';
import { RecoveryCodesDto } from './second-factor.dto.js';
import { PASSKEY_REPLY } from './second-step.dto.js';

const NAME = { example: 'Firefox on Linux', maxLength: 100 };

export class PasskeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty(NAME)
  name: string;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  last_used_at: Date | null;
}

export class PasskeyNameDto {
  @ApiProperty(NAME)
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  name: string;
}

export class NewPasskeyDto {
  @ApiPropertyOptional({ ...NAME, type: String, description: 'Left out: Passkey' })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  name?: string;

  @ApiProperty(PASSKEY_REPLY)
  @IsObject()
  passkey: PasskeyReply;
}

export class PasskeyAddedDto extends RecoveryCodesDto {
  @ApiProperty({ type: PasskeyDto })
  passkey: PasskeyDto;
}

export const toPasskeyDto = ({ id, name, created_at, last_used_at }: Passkey): PasskeyDto => ({
  id,
  name,
  created_at,
  last_used_at,
});
