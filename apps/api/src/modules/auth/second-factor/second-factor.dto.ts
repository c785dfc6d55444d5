import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';

/** What an account has set up to prove itself beside its password. */
export class SecondFactorDto {
  @ApiProperty({ description: 'An authenticator app is set up' })
  totp: boolean;

  @ApiProperty({ example: 1 })
  passkeys: number;

  @ApiProperty({ example: 10 })
  recovery_codes_left: number;

  @ApiProperty({ description: 'This portal requires a second factor of the account' })
  required: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://chat.example.org',
    description: 'Where passkeys of this portal work; `null` when they cannot be used',
  })
  passkey_origin: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why passkeys cannot be used, and what to do' })
  passkey_problem: string | null;
}

/** A new secret for an authenticator app, shown this once. */
export class TotpSecretDto {
  @ApiProperty({ example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', description: 'To type in' })
  secret: string;

  @ApiProperty({
    example: 'otpauth://totp/Pocket-LLM:ada?issuer=Pocket-LLM&secret=JBSWY3DPEHPK3PXP',
    description: 'To show as QR code',
  })
  otpauth_uri: string;
}

export class TotpCodeDto {
  @ApiProperty({ example: '123456', description: 'The code that the app shows now; spaces do not count' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(16)
  @Matches(/^\s*(\d\s*){6}$/, { message: 'must be six digits' })
  code: string;
}

/** Recovery codes, shown this once. */
export class RecoveryCodesDto {
  @ApiProperty({
    type: [String],
    example: ['ab3d-7q2x-mnp4-8kty'],
    description: 'Each works once in place of the second factor; empty when the account has codes already',
  })
  recovery_codes: string[];
}
