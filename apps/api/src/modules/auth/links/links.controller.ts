import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { ApiProblems, Public } from '../../../common/access/access.decorators.js';
import { LogService } from '../../logging/index.js';
import type { User } from '../user.entity.js';
import { NoticeDto } from '../auth.dto.js';
import { AccountLinks } from './account-links.service.js';
import { LinkDto, LinkTokenDto, ResetPasswordDto } from './links.dto.js';

@ApiTags('auth')
@Controller('api/auth')
export class LinksController {
  constructor(
    private readonly links: AccountLinks,
    private readonly log: LogService,
  ) {}

  @Post('links/look')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Check what a link is for',
    description: 'Does not use up the link. The secret is in the body, so that no log contains it.',
  })
  @ApiOkResponse({ type: LinkDto })
  @ApiProblems([400, 'The link does not work'])
  async look(@Body() { token }: LinkTokenDto): Promise<LinkDto> {
    const { link, user } = await this.links.look(token);
    const { kind, role, email, expires_at } = link;
    return { kind, role, email, expires_at, username: user?.username ?? null };
  }

  @Post('reset-password')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Set a new password with a link',
    description: 'The link works once. All sessions of the account end.',
  })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems([400, 'The link does not work, or the password is too common'])
  async reset(@Body() { token, password }: ResetPasswordDto, @Req() request: FastifyRequest): Promise<NoticeDto> {
    const audit = ({ id, username: name }: User, manager: EntityManager) =>
      this.log.audit(
        request,
        { action: 'auth.password-reset', target: { type: 'user', id, name }, actor: { id, name }, metadata: {} },
        manager,
      );
    const { username } = await this.links.resetPassword(token, password, audit);
    return { message: `The password of ${username} is set. Sign in with it.` };
  }
}
