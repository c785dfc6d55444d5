import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, Provisioning } from '../../../common/access/access.decorators.js';
import type { Resource } from './resource.js';
import { ScimBody, ScimList, ScimProjection, ScimReply } from './scim-docs.js';
import { ScimGroupsService } from './scim-groups.service.js';
import { ScimHeaders } from './scim-reply.js';

const PHYSICS = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName: 'Physics',
  members: [{ value: '0198c2a4-7d1e-7c3b-9f5a-2b6d8e0f1a3c' }],
};
const JOINING = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'add', path: 'members', value: PHYSICS.members }],
};

@ApiTags('scim')
@Controller('scim/v2/Groups')
@UseInterceptors(ScimHeaders)
export class ScimGroupsController {
  constructor(private readonly groups: ScimGroupsService) {}

  @Get()
  @Provisioning()
  @ApiOperation({
    summary: 'Groups that the provider made',
    description: 'A page with members ends early where it would hold more than 20,000 of them.',
  })
  @ScimList()
  @ScimReply('A page of them')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.groups.list(request);
  }

  @Post()
  @Provisioning()
  @ApiOperation({ summary: 'Make a group', description: 'Its members are accounts that the provider made.' })
  @ScimBody(PHYSICS)
  @ScimProjection()
  @ScimReply('The group', 201)
  @ApiProblems([409, 'The name or the externalId is taken'])
  create(@Req() request: FastifyRequest, @Body() body: unknown): Promise<Resource> {
    return this.groups.create(request, body);
  }

  @Get(':group_id')
  @Provisioning()
  @ApiOperation({ summary: 'One group' })
  @ScimProjection()
  @ScimReply('The group')
  find(@Req() request: FastifyRequest, @Param('group_id') id: string): Promise<Resource> {
    return this.groups.find(request, id);
  }

  @Put(':group_id')
  @Provisioning()
  @ApiOperation({ summary: 'Replace a group', description: 'Its members are exactly those of the body.' })
  @ScimBody(PHYSICS)
  @ScimProjection()
  @ScimReply('The group')
  @ApiProblems([409, 'The name or the externalId is taken'], [412, 'If-Match names another version'])
  replace(@Req() request: FastifyRequest, @Param('group_id') id: string, @Body() body: unknown): Promise<Resource> {
    return this.groups.replace(request, id, body);
  }

  @Patch(':group_id')
  @Provisioning()
  @HttpCode(204)
  @ApiOperation({ summary: 'Change a group', description: 'New rights of its members hold at once.' })
  @ScimBody(JOINING)
  @ApiNoContentResponse()
  @ApiProblems([409, 'The name or the externalId is taken'], [412, 'If-Match names another version'])
  async patch(@Req() request: FastifyRequest, @Param('group_id') id: string, @Body() body: unknown): Promise<void> {
    await this.groups.patch(request, id, body);
  }

  @Delete(':group_id')
  @Provisioning()
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a group', description: 'What was reserved for it stays closed.' })
  @ApiNoContentResponse()
  @ApiProblems([412, 'If-Match names another version'])
  async remove(@Req() request: FastifyRequest, @Param('group_id') id: string): Promise<void> {
    await this.groups.remove(request, id);
  }
}
