import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AccountLinks } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { InviteDto, InviteIssuedDto, InviteRequestDto } from './user.dto.js';

@ApiTags('admin')
@Controller('api/admin/invites')
export class InvitesController {
  constructor(
    private readonly links: AccountLinks,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'Open invitations' })
  @ApiOkResponse({ type: [InviteDto] })
  async list(): Promise<InviteDto[]> {
    return (await this.links.openInvites()).map(({ id, role, email, created_at, expires_at }) => ({
      id,
      role: role ?? 'user',
      email,
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
