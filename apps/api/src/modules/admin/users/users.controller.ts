import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../../common/http/paging.js';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { UserDto } from '../../auth/index.js';
import {
  AdminUserDto,
  CreatedUserDto,
  CreateUserDto,
  LinkIssuedDto,
  UserQueryDto,
  UserRoleDto,
  UserStatusDto,
} from './user.dto.js';
import { BulkUsersDto, BulkUsersResultDto } from './bulk.dto.js';
import { BulkUsersService } from './bulk.service.js';
import { UsersService } from './users.service.js';

@ApiTags('admin')
@Controller('api/admin/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly bulk: BulkUsersService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'Accounts',
    description: 'The header `X-Total-Count` has the number of matches.',
  })
  @ApiOkResponse({ type: [AdminUserDto], headers: { 'X-Total-Count': { schema: { type: 'integer' } } } })
  async list(
    @Query() query: UserQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdminUserDto[]> {
    const page = await this.users.list(query);
    void reply.header('X-Total-Count', page.total);
    return sendPage(request, reply, page);
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Create an account',
    description: 'Without a password the reply contains a link with which the person sets one.',
  })
  @ApiCreatedResponse({ type: CreatedUserDto })
  @ApiProblems([400, 'Invalid fields, or a common password'], [409, 'The name or e-mail is already taken'])
  create(
    @CurrentPrincipal() caller: Principal,
    @Body() body: CreateUserDto,
    @Req() request: FastifyRequest,
  ): Promise<CreatedUserDto> {
    return this.users.create(request, caller, body);
  }

  @Post('bulk')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Activate, deactivate, delete or change the role of up to 200 accounts',
    description: 'Each account has its own result: the last admin and your own account keep their rules.',
  })
  @ApiOkResponse({ type: BulkUsersResultDto })
  @ApiProblems([400, 'Invalid fields'])
  change(
    @CurrentPrincipal() caller: Principal,
    @Body() body: BulkUsersDto,
    @Req() request: FastifyRequest,
  ): Promise<BulkUsersResultDto> {
    return this.bulk.apply(request, caller, body);
  }

  @Put(':user_id/role')
  @Roles('admin')
  @ApiOperation({ summary: 'Change the role of an account' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems([404, 'No such user'], [409, 'The last active admin, your own account, or the provider gives the role'])
  role(
    @CurrentPrincipal() caller: Principal,
    @Param('user_id', IdPipe) id: string,
    @Body() { role }: UserRoleDto,
    @Req() request: FastifyRequest,
  ): Promise<UserDto> {
    return this.users.setRole(request, caller, id, role);
  }

  @Put(':user_id/status')
  @Roles('admin')
  @ApiOperation({
    summary: 'Activate or deactivate an account',
    description: 'Deactivation ends its sessions and running answers immediately.',
  })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(
    [404, 'No such user'],
    [409, 'The last active admin, your own account, or the provider has deactivated it'],
  )
  status(
    @CurrentPrincipal() caller: Principal,
    @Param('user_id', IdPipe) id: string,
    @Body() { is_active }: UserStatusDto,
    @Req() request: FastifyRequest,
  ): Promise<UserDto> {
    return this.users.setStatus(request, caller, id, is_active);
  }

  @Post(':user_id/reset-password')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Create a link to set a new password',
    description: 'It works once, within a day; older links stop working. Setting the password ends all sessions.',
  })
  @ApiOkResponse({ type: LinkIssuedDto })
  @ApiProblems([404, 'No such user'], [409, 'The password is that of a directory'])
  resetPassword(
    @CurrentPrincipal() caller: Principal,
    @Param('user_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<LinkIssuedDto> {
    return this.users.resetPassword(request, caller, id);
  }

  @Delete(':user_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an account',
    description: 'Also deletes its chats, keys and usage. Its name stays in the logs.',
  })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such user'], [409, 'This is the last active admin, or your own account'])
  async remove(
    @CurrentPrincipal() caller: Principal,
    @Param('user_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.users.remove(request, caller, id);
  }
}
