import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { NewPassword } from '../password-fields.js';
import type { LinkKind } from './account-link.entity.js';

const TOKEN = {
  example: 'q83JrK0y7YV1x2aTn5s9Wb4cEfGhIjKlMnOpQrStUvw',
  description: 'The part of the link after the #',
};

export class LinkTokenDto {
  @ApiProperty(TOKEN)
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
  token: string;
}

export class ResetPasswordDto extends LinkTokenDto {
  @NewPassword()
  password: string;
}

/** Description of a link. */
export class LinkDto {
  @ApiProperty({ enum: ['invite', 'reset'] })
  kind: LinkKind;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'ada',
    description: 'For a reset: the account whose password it sets',
  })
  username: string | null;

  @ApiProperty({
    type: String,
    enum: [...ROLES, null],
    nullable: true,
    example: 'developer',
    description: 'For an invitation: the role of the new account',
  })
  role: Role | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'ada@example.org',
    description: 'For an invitation: the only e-mail address that may use it',
  })
  email: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at: Date;
}
