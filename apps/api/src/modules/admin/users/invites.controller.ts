import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AccountLinks, UserRepository } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { InviteDto, InviteIssuedDto, InviteRequestDto } from './user.dto.js';

@ApiTags('admin')
@Controller('api/admin/invites')
export class InvitesController {
  constructor(
    private readonly links: AccountLinks,
    private readonly users: UserRepository,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'Open invitations' })
  @ApiOkResponse({ type: [InviteDto] })
  async list(): Promise<InviteDto[]> {
    const invites = await this.links.openInvites();
    const names = await this.users.namesOf(invites.flatMap(({ created_by }) => created_by ?? []));
    return invites.map(({ id, role, email, created_by, created_at, expires_at }) => ({
      id,
      role: role ?? 'user',
      email,
      created_by: (created_by && names.get(created_by)) ?? null,
      created_at,
      expires_at,
    }));
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Invite a person',
    description:
      'The reply contains a link that creates one account, even while registration is closed. It is shown ' +
      'only once and works for a week.',
  })
  @ApiCreatedResponse({ type: InviteIssuedDto })
  @ApiProblems([400, 'Invalid fields'])
  async create(
    @CurrentPrincipal() caller: Principal,
    @Body() { role, email }: InviteRequestDto,
    @Req() request: FastifyRequest,
  ): Promise<InviteIssuedDto> {
    const { id, path, expires_at } = await this.links.invite(caller.userId, role, email ?? null, (manager) =>
      this.log.audit(request, { action: 'invite.created', metadata: { role, target: email ?? null } }, manager),
    );
    return { id, invite_url: path, expires_at };
  }

  @Post(':invite_id/link')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'A new link for an invitation',
    description: 'For a link that was lost: the old one stops working, the new one works for a week and is yours.',
  })
  @ApiOkResponse({ type: InviteIssuedDto })
  @ApiProblems([404, 'No such invitation, or it was already used'])
  async renew(
    @CurrentPrincipal() caller: Principal,
    @Param('invite_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<InviteIssuedDto> {
    const { path, expires_at } = await this.links.renewInvite(id, caller.userId, ({ email, role }, manager) =>
      this.log.audit(request, { action: 'invite.renewed', metadata: { target: email, role } }, manager),
    );
    return { id, invite_url: path, expires_at };
  }

  @Delete(':invite_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Withdraw an invitation' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such invitation, or it was already used'])
  async withdraw(@Param('invite_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.links.withdraw(id, ({ email, role }, manager) =>
      this.log.audit(request, { action: 'invite.withdrawn', metadata: { target: email, role } }, manager),
    );
  }
}
