import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../../common/access/roles.js';
import type { User } from './user.entity.js';

/** An account as the API shows it; never with its password or hash. */
export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ada' })
  username: string;

  @ApiProperty({ example: 'ada@example.org' })
  email: string;

  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role: Role;

  @ApiProperty()
  is_active: boolean;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  last_login_at: Date | null;

  @ApiProperty({ description: 'The account still has the password it was given; the UI warns on every page' })
  must_change_password: boolean;
}

export const toUserDto = ({
  id,
  username,
  email,
  role,
  is_active,
  created_at,
  last_login_at,
  must_change_password,
}: User): UserDto => ({
  id,
  username,
  email,
  role,
  is_active,
  created_at,
  last_login_at,
  must_change_password,
});
