import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { PasskeyReply } from './passkey-ceremonies.js';
import { SECOND_FACTOR_METHODS, type SecondFactorMethod } from './second-factors.service.js';

const CHALLENGE = { example: 'q83JrK0y7YV1x2aTn5s9Wb4cEfGhIjKlMnOpQrStUvw' };
export const PASSKEY_REPLY = {
  type: 'object',
  additionalProperties: true,
  description: 'What the browser made of the options (WebAuthn, as JSON)',
} as const;

/** The password was right; the sign-in waits for the second factor. */
export class LoginChallengeDto {
  @ApiProperty({ ...CHALLENGE, description: 'Send it with the second factor; good for five minutes and five codes' })
  challenge: string;

  @ApiProperty({ enum: SECOND_FACTOR_METHODS, enumName: 'SecondFactorMethod', isArray: true })
  methods: SecondFactorMethod[];

  @ApiProperty({ example: 300, description: 'Seconds until the challenge ends' })
  expires_in: number;
}

/** A code or a passkey's reply. */
export class SecondStepBodyDto {
  @ApiProperty(CHALLENGE)
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
  challenge: string;

  @ApiPropertyOptional({
    type: String,
    example: '123456',
    description: 'Six digits of the authenticator app, or a recovery code; spaces and dashes do not count',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(64)
  code?: string;

  @ApiPropertyOptional(PASSKEY_REPLY)
  @IsOptional()
  @IsObject()
  passkey?: PasskeyReply;
}

export class PasskeyLoginOptionsBodyDto {
  @ApiPropertyOptional({
    ...CHALLENGE,
    type: String,
    description: 'Of a sign-in that waits for its second factor; left out: the passkey is the only factor',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
  challenge?: string;
}

export class PasskeyLoginDto {
  @ApiProperty(PASSKEY_REPLY)
  @IsObject()
  passkey: PasskeyReply;
}
