import { ApiProperty, ApiPropertyOptional, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { PageQueryDto } from '../../../common/http/paging.js';
import type { Quota } from '../../../common/access/quota.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { AcceptedTermsDto, RegisterDto, UserDto, type Managed } from '../../auth/index.js';

export const USER_STATES = ['active', 'inactive', 'pending'] as const;
export type UserState = (typeof USER_STATES)[number];
export const USER_SORTS = ['created_at', 'username', 'role', 'status', 'last_seen_at', 'tokens_30d'] as const;
export type UserSort = (typeof USER_SORTS)[number];

export class UserQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of the user name or e-mail, matched literally', example: 'ada' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ enum: ROLES, enumName: 'Role' })
  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({ enum: USER_STATES })
  @IsOptional()
  @IsIn(USER_STATES)
  state?: UserState;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only members of this group' })
  @IsOptional()
  @IsUUID()
  group_id?: string;

  @ApiPropertyOptional({ enum: USER_SORTS, default: 'created_at' })
  @IsOptional()
  @IsIn(USER_SORTS)
  sort: UserSort = 'created_at';

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' })
  @IsOptional()
  @IsIn(['asc', 'desc'])
  order: 'asc' | 'desc' = 'asc';
}

export class QuotaDto implements Quota {
  @ApiPropertyOptional({ minimum: 1, example: 200, description: 'Answers per UTC day' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  requests_per_day?: number;

  @ApiPropertyOptional({ minimum: 1, example: 100000, description: 'Tokens of prompts and answers' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  tokens_per_day?: number;

  @ApiPropertyOptional({ minimum: 1, example: 4000, description: 'Answers per UTC month' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  requests_per_month?: number;

  @ApiPropertyOptional({ minimum: 1, example: 2000000, description: 'Tokens of prompts and answers per UTC month' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000_000_000)
  tokens_per_month?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 1000, example: 4, description: 'Answers at the same time' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  parallel_runs?: number;
}

export class RoleQuotaDto {
  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role: Role;

  @ApiProperty({ type: QuotaDto, description: 'Empty: no limits' })
  limits: QuotaDto;
}

/** What of an account a provider says, and nobody else. */
export class ManagedDto implements Managed {
  @ApiProperty({ enum: ['scim'] })
  by: 'scim';

  @ApiProperty({ description: 'The provider gives the role' })
  role: boolean;

  @ApiProperty({ description: 'The provider has deactivated the account' })
  inactive: boolean;
}

/** An account as admins see it. */
export class AdminUserDto extends UserDto {
  @ApiProperty({ description: 'Registered and not approved yet' })
  is_pending: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Last use of any of its sessions',
  })
  last_seen_at: Date | null;

  @ApiProperty({ description: 'Tokens of prompts and answers in the last 30 days', example: 18250 })
  tokens_30d: number;

  @ApiProperty({ example: 2 })
  api_keys: number;

  @ApiProperty({ description: 'It has an authenticator app or a passkey' })
  second_factor: boolean;

  @ApiProperty({
    type: AcceptedTermsDto,
    nullable: true,
    description: 'The newest version of the terms of use that the person has accepted; null: none',
  })
  terms: AcceptedTermsDto | null;

  @ApiProperty({
    type: QuotaDto,
    nullable: true,
    description: 'Quota of this account; `null`: the quota of its role applies',
  })
  quota: QuotaDto | null;

  @ApiProperty({ type: ManagedDto, nullable: true, description: '`null`: it was made here' })
  managed: ManagedDto | null;
}

export class UserRoleDto {
  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  @IsIn(ROLES)
  role: Role;
}

export class UserStatusDto {
  @ApiProperty({ description: 'true also approves an account that waits for approval' })
  @IsBoolean()
  is_active: boolean;
}

/** Without a password the reply contains a link to set one. */
export class CreateUserDto extends IntersectionType(
  PickType(RegisterDto, ['username', 'email', 'role'] as const),
  PartialType(PickType(RegisterDto, ['password'] as const)),
) {}

/** A link to hand over. It is shown only this once. */
export class LinkIssuedDto {
  @ApiProperty({
    example: '/reset-password#q83JrK0y7YV1x2aTn5s9Wb4cEfGhIjKlMnOpQrStUvw',
    description: 'Path on this portal; the secret is after the #',
  })
  reset_url: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at: Date;
}

export class CreatedUserDto extends PartialType(LinkIssuedDto) {
  @ApiProperty({ type: UserDto })
  user: UserDto;
}

export class InviteRequestDto {
  @ApiPropertyOptional({ enum: ROLES, enumName: 'Role', default: 'user' })
  @IsOptional()
  @IsIn(ROLES)
  role: Role = 'user';

  @ApiPropertyOptional({ example: 'ada@example.org', description: 'Default: anyone who has the link' })
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email?: string;
}

export class InviteDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role: Role;

  @ApiProperty({ type: String, nullable: true, example: 'ada@example.org' })
  email: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin', description: 'User name of the admin who made it' })
  created_by: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at: Date;
}

export class InviteIssuedDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    example: '/register#q83JrK0y7YV1x2aTn5s9Wb4cEfGhIjKlMnOpQrStUvw',
    description: 'Path on this portal; the secret is after the #',
  })
  invite_url: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at: Date;
}
