import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { ROLES, type Role } from '../../common/roles.js';

export class UserRoleDto {
  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  @IsIn(ROLES)
  role: Role;
}

export class UserStatusDto {
  @ApiProperty({ description: 'true also lets in an account that waits for approval' })
  @IsBoolean()
  is_active: boolean;
}
