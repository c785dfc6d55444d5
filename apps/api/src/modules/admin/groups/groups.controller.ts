import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { sendPage } from '../../../common/http/paging.js';
import { IdPipe } from '../../../common/http/validation.js';
import { AdminGroupsService } from './admin-groups.service.js';
import {
  ChangeMembersDto,
  CreateGroupDto,
  GroupDetailsDto,
  GroupDto,
  GroupMembersDto,
  GroupQueryDto,
  RightsDto,
  UpdateGroupDto,
} from './group.dto.js';
import { RightsService } from './rights.service.js';

const NO_GROUP: [number, string] = [404, 'No such group'];
const NOT_HERE: [number, string] = [409, 'The provider says who is in it'];

@ApiTags('admin')
@Controller('api/admin')
export class GroupsController {
  constructor(
    private readonly groups: AdminGroupsService,
    private readonly rights: RightsService,
  ) {}

  @Get('groups')
  @Roles('admin')
  @ApiOperation({
    summary: 'Groups, by name',
    description: 'The header `X-Total-Count` has the number of matches.',
  })
  @ApiOkResponse({ type: [GroupDto], headers: { 'X-Total-Count': { schema: { type: 'integer' } } } })
  async list(
    @Query() query: GroupQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GroupDto[]> {
    const page = await this.groups.list(query);
    void reply.header('X-Total-Count', page.total);
    return sendPage(request, reply, page);
  }

  @Get('groups/:group_id')
  @Roles('admin')
  @ApiOperation({ summary: 'One group' })
  @ApiOkResponse({ type: GroupDetailsDto })
  @ApiProblems(NO_GROUP)
  find(@Param('group_id', IdPipe) id: string): Promise<GroupDetailsDto> {
    return this.groups.find(id);
  }

  @Post('groups')
  @Roles('admin')
  @ApiOperation({ summary: 'Make a group' })
  @ApiCreatedResponse({ type: GroupDetailsDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'No such person or model'], [409, 'There is a group of this name'])
  add(@Body() body: CreateGroupDto, @Req() request: FastifyRequest): Promise<GroupDetailsDto> {
    return this.groups.add(request, body);
  }

  @Put('groups/:group_id')
  @Roles('admin')
  @ApiOperation({
    summary: 'Change a group',
    description: 'Fields that you leave out stay. It applies at once, also to answers in progress.',
  })
  @ApiOkResponse({ type: GroupDetailsDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    [404, 'No such group, person or model'],
    [409, 'There is a group of this name, or the provider says who is in it'],
  )
  change(
    @Param('group_id', IdPipe) id: string,
    @Body() body: UpdateGroupDto,
    @Req() request: FastifyRequest,
  ): Promise<GroupDetailsDto> {
    return this.groups.change(request, id, body);
  }

  @Delete('groups/:group_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a group',
    description: 'Models that were reserved for it alone are for nobody then. Its members lose what it gave them.',
  })
  @ApiNoContentResponse()
  @ApiProblems(NO_GROUP)
  async remove(@Param('group_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.groups.remove(request, id);
  }

  @Put('groups/:group_id/members')
  @Roles('admin')
  @ApiOperation({ summary: 'Set who is in a group' })
  @ApiOkResponse({ type: GroupDetailsDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'No such group or person'], NOT_HERE)
  setMembers(
    @Param('group_id', IdPipe) id: string,
    @Body() body: GroupMembersDto,
    @Req() request: FastifyRequest,
  ): Promise<GroupDetailsDto> {
    return this.groups.setMembers(request, id, body.member_ids);
  }

  @Patch('groups/:group_id/members')
  @Roles('admin')
  @ApiOperation({ summary: 'Add people to a group, and remove some', description: 'The others stay.' })
  @ApiOkResponse({ type: GroupDetailsDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'No such group or person'], NOT_HERE)
  changeMembers(
    @Param('group_id', IdPipe) id: string,
    @Body() body: ChangeMembersDto,
    @Req() request: FastifyRequest,
  ): Promise<GroupDetailsDto> {
    return this.groups.changeMembers(request, id, body);
  }

  @Get('users/:user_id/rights')
  @Roles('admin')
  @ApiOperation({
    summary: 'Which models an account may use, and why',
    description: 'Rule by rule, as they are asked.',
  })
  @ApiOkResponse({ type: RightsDto })
  @ApiProblems([404, 'No such user'])
  explain(@Param('user_id', IdPipe) id: string): Promise<RightsDto> {
    return this.rights.explain(id);
  }
}
