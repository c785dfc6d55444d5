import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsIn, IsUUID, ValidateIf } from 'class-validator';
import { ROLES, type Role } from '../../../common/access/roles.js';

const ACTIONS = ['activate', 'deactivate', 'role', 'delete'] as const;
const MOST_USERS = 200;

export class BulkUsersDto {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: MOST_USERS, uniqueItems: true })
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_USERS)
  @ArrayUnique()
  user_ids: string[];

  @ApiProperty({ enum: ACTIONS })
  @IsIn(ACTIONS)
  action: (typeof ACTIONS)[number];

  @ApiPropertyOptional({ enum: ROLES, enumName: 'Role', description: 'For the action `role`: the new role' })
  @ValidateIf(({ action, role }: BulkUsersDto) => action === 'role' || role !== undefined)
  @IsIn(ROLES)
  role?: Role;
}

export class BulkUserResultDto {
  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ description: 'Whether the action was carried out' })
  ok: boolean;

  @ApiPropertyOptional({ example: 'user.last-admin', description: 'Why it was not' })
  code?: string;

  @ApiPropertyOptional({ example: 'ada is the last active admin.' })
  detail?: string;
}

export class BulkUsersResultDto {
  @ApiProperty({ type: [BulkUserResultDto], description: 'In the order of the ids' })
  results: BulkUserResultDto[];
}
