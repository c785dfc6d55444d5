import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ROLES, type Role } from '../../common/access/roles.js';
import { GivenPassword, NewPassword } from './password-fields.js';
import { UserDto } from './user.dto.js';

export const USERNAME_PATTERN = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,63}$/u;
const USERNAME_HELP = 'must be 2 to 64 letters, digits, dots, dashes or underscores, and begin with a letter or digit';

export class RegisterDto {
  @ApiProperty({ example: 'ada', minLength: 2, maxLength: 64 })
  @IsString()
  @Matches(USERNAME_PATTERN, { message: USERNAME_HELP })
  username: string;

  @ApiProperty({ example: 'ada@example.org', maxLength: 254 })
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email: string;

  @NewPassword()
  password: string;

  @ApiPropertyOptional({
    enum: ROLES,
    enumName: 'Role',
    description: "A role other than `user` requires an admin's token",
  })
  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({
    description:
      'The part of an invitation link after the #. It works once, even while registration is closed, and ' +
      'sets the role',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
  invite?: string;
}

export class RegisteredDto {
  @ApiProperty({ example: 'Welcome, ada. You can sign in now.' })
  message: string;

  @ApiProperty({ type: UserDto })
  user: UserDto;
}

export class LoginDto {
  @ApiProperty({ description: 'User name or e-mail', example: 'admin' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(254)
  username: string;

  @GivenPassword({ example: 'admin123' })
  password: string;
}

export class TokenDto {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer …`' })
  token: string;

  @ApiProperty({ example: 'Bearer' })
  token_type: string;

  @ApiProperty({ description: 'Seconds until the token expires; refresh it before', example: 86_400 })
  expires_in: number;

  @ApiProperty({ type: UserDto })
  user: UserDto;

  @ApiProperty({
    example: false,
    description:
      'This portal requires a second factor and the account has none: until it is set up, other routes answer 403 ' +
      '`auth.second-factor-required`',
  })
  second_factor_required: boolean;

  @ApiProperty({
    example: false,
    description:
      'This portal has terms of use that the account has yet to accept: until then, other routes answer 403 ' +
      '`auth.terms-required`',
  })
  terms_required: boolean;
}

export class UpdateMeDto {
  @ApiPropertyOptional({ example: 'ada' })
  @IsOptional()
  @IsString()
  @Matches(USERNAME_PATTERN, { message: USERNAME_HELP })
  username?: string;

  @ApiPropertyOptional({ example: 'ada@example.org' })
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email?: string;
}

export class ChangePasswordDto {
  @GivenPassword({ example: 'your current password' })
  current_password: string;

  @NewPassword()
  new_password: string;
}

export class ConfirmDto {
  @GivenPassword({ description: 'Your own password', example: 'admin123' })
  password: string;
}

export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, nullable: true, description: 'The browser or program, as it identifies itself' })
  user_agent: string | null;

  @ApiProperty({ type: String, nullable: true })
  ip_address: string | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String })
  last_seen_at: Date;

  @ApiProperty({ description: 'Whether it is the session of this request' })
  current: boolean;
}

export class NoticeDto {
  @ApiProperty()
  message: string;
}

export class SignedOutDto extends NoticeDto {
  @ApiPropertyOptional({
    description: 'Where a person who came from a provider signs out there too; open it in the browser',
  })
  provider_logout_url?: string;
}
