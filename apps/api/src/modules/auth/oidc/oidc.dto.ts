import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export const PROVIDER_KINDS = ['password', 'oidc', 'ldap', 'proxy'] as const;

/** One way to sign in. */
export class ProviderDto {
  @ApiProperty({ example: 'work', description: 'Part of the address of its sign-in' })
  id: string;

  @ApiProperty({ example: 'Example Inc.', description: 'For a proxy: the person whom it names' })
  name: string;

  @ApiProperty({ enum: PROVIDER_KINDS, enumName: 'ProviderKind' })
  kind: (typeof PROVIDER_KINDS)[number];

  @ApiProperty({ description: 'Whether it answers at present; a proxy: whether it names a person' })
  available: boolean;
}

export class LogoutTokenDto {
  @ApiProperty({ description: 'As the provider made it (OpenID Connect Back-Channel Logout)' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(16_384)
  logout_token: string;
}

export class ProviderUrlDto {
  @ApiProperty({ description: 'Open it in this browser; the person comes back to the portal from there' })
  url: string;
}

/** An account at a provider that signs in to this account. */
export class IdentityDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, nullable: true, description: 'The provider; `null` when it is configured no more' })
  provider_id: string | null;

  @ApiProperty({ example: 'Example Inc.', description: 'Name of the provider, else its address' })
  name: string;

  @ApiProperty({ example: 'https://id.example.org' })
  issuer: string;

  @ApiProperty({ type: String, nullable: true, description: 'The address that the provider told last' })
  email: string | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String })
  last_used_at: Date;
}

/** A provider that accounts can be connected with. */
export class ConnectableDto {
  @ApiProperty({ example: 'work' })
  id: string;

  @ApiProperty({ example: 'Example Inc.' })
  name: string;
}

export class IdentitiesDto {
  @ApiProperty({ description: 'Whether the account has a password; one without it confirms at its provider' })
  has_password: boolean;

  @ApiProperty({ type: [ConnectableDto] })
  providers: ConnectableDto[];

  @ApiProperty({ type: [IdentityDto] })
  identities: IdentityDto[];
}
