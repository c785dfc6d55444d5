import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, Provisioning } from '../../../common/access/access.decorators.js';
import type { Resource } from './resource.js';
import { ScimBody, ScimList, ScimProjection, ScimReply } from './scim-docs.js';
import { ScimHeaders } from './scim-reply.js';
import { ScimUsersService } from './scim-users.service.js';

const ADA = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada@example.org',
  externalId: '00u1',
  active: true,
  emails: [{ value: 'ada@example.org', type: 'work', primary: true }],
};
const DEACTIVATION = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};

@ApiTags('scim')
@Controller('scim/v2/Users')
@UseInterceptors(ScimHeaders)
export class ScimUsersController {
  constructor(private readonly users: ScimUsersService) {}

  @Get()
  @Provisioning()
  @ApiOperation({ summary: 'Accounts that the provider made' })
  @ScimList()
  @ScimReply('A page of them')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.users.list(request);
  }

  @Post()
  @Provisioning()
  @ApiOperation({
    summary: 'Make an account',
    description: 'It has no password. A password in the body is passed over and kept nowhere.',
  })
  @ScimBody(ADA)
  @ScimProjection()
  @ScimReply('The account', 201)
  @ApiProblems([409, 'The userName, the user name or the e-mail address is taken'])
  create(@Req() request: FastifyRequest, @Body() body: unknown): Promise<Resource> {
    return this.users.create(request, body);
  }

  @Get(':user_id')
  @Provisioning()
  @ApiOperation({ summary: 'One account' })
  @ScimProjection()
  @ScimReply('The account')
  find(@Req() request: FastifyRequest, @Param('user_id') id: string): Promise<Resource> {
    return this.users.find(request, id);
  }

  @Put(':user_id')
  @Provisioning()
  @ApiOperation({ summary: 'Replace what is kept of an account', description: 'Without `active` it stays as it is.' })
  @ScimBody(ADA)
  @ScimProjection()
  @ScimReply('The account')
  @ApiProblems([409, 'Something is taken, or this is the last active admin'], [412, 'If-Match names another version'])
  replace(@Req() request: FastifyRequest, @Param('user_id') id: string, @Body() body: unknown): Promise<Resource> {
    return this.users.replace(request, id, body);
  }

  @Patch(':user_id')
  @Provisioning()
  @ApiOperation({
    summary: 'Change an account',
    description: '`active: false` ends its sessions, keys and running answers at once.',
  })
  @ScimBody(DEACTIVATION)
  @ScimProjection()
  @ScimReply('The account')
  @ApiProblems([409, 'Something is taken, or this is the last active admin'], [412, 'If-Match names another version'])
  patch(@Req() request: FastifyRequest, @Param('user_id') id: string, @Body() body: unknown): Promise<Resource> {
    return this.users.patch(request, id, body);
  }

  @Delete(':user_id')
  @Provisioning()
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an account', description: 'Also deletes its chats, keys and usage.' })
  @ApiNoContentResponse()
  @ApiProblems([409, 'This is the last active admin'], [412, 'If-Match names another version'])
  async remove(@Req() request: FastifyRequest, @Param('user_id') id: string): Promise<void> {
    await this.users.remove(request, id);
  }
}
