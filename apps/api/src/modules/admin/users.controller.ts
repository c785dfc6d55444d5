import { Body, Controller, Get, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../common/http/validation.js';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../common/principal.js';
import { Caller, Problems, Roles, UserDto } from '../auth/index.js';
import { UserRoleDto, UserStatusDto } from './user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('admin')
@Controller('api/admin/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All accounts, oldest first' })
  @ApiOkResponse({ type: [UserDto] })
  list(): Promise<UserDto[]> {
    return this.users.list();
  }

  @Put(':user_id/role')
  @Roles('admin')
  @ApiOperation({ summary: 'Give an account another role' })
  @ApiOkResponse({ type: UserDto })
  @Problems([404, 'No such user'], [409, 'The last active admin, or your own account'])
  role(@Caller() caller: Principal, @Param('user_id', IdPipe) id: string, @Body() { role }: UserRoleDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return this.users.setRole(request, caller, id, role);
  }

  @Put(':user_id/status')
  @Roles('admin')
  @ApiOperation({ summary: 'Activate or deactivate an account', description: 'Deactivating ends its sessions and running answers at once.' })
  @ApiOkResponse({ type: UserDto })
  @Problems([404, 'No such user'], [409, 'The last active admin, or your own account'])
  status(@Caller() caller: Principal, @Param('user_id', IdPipe) id: string, @Body() { is_active }: UserStatusDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return this.users.setStatus(request, caller, id, is_active);
  }
}
