import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, Public, Roles, SelfAuthorized } from '../../../common/access/access.decorators.js';
import { clientInfo } from '../../../common/http/request.js';
import { tolerantPipe } from '../../../common/http/validation.js';
import { OidcLimit } from './oidc-limit.js';
import { OidcLogout } from './oidc-logout.service.js';
import { OidcSignIns } from './oidc-sign-in.service.js';
import { LogoutTokenDto, ProviderUrlDto } from './oidc.dto.js';

const PROVIDER = {
  name: 'provider_id',
  description: 'From GET /api/auth/providers',
  schema: { type: 'string', pattern: '^[a-z][a-z0-9]{0,19}$', example: 'work' },
} as const;
const UNKNOWN: [number, string] = [404, 'There is no such provider'];
const TOO_MANY: [number, string] = [429, 'Too many from one address'];
const DOWN: [number, string] = [503, 'The provider cannot be reached, or too many people sign in'];

@ApiTags('auth')
@Controller('api/auth')
export class OidcController {
  constructor(
    private readonly signIns: OidcSignIns,
    private readonly logouts: OidcLogout,
    private readonly limit: OidcLimit,
  ) {}

  @Get('oidc/:provider_id/start')
  @Public()
  @ApiOperation({
    summary: 'Go to a provider to sign in',
    description: 'For a browser. What goes wrong is told on the sign-in page of the portal.',
  })
  @ApiParam(PROVIDER)
  @ApiQuery({ name: 'next', required: false, description: 'Path of the portal to open afterwards' })
  @ApiResponse({ status: 303, description: 'To the provider' })
  async start(
    @Param('provider_id') id: string,
    @Query('next') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.redirect(await this.signIns.start(id, next, request, reply), 303);
  }

  @Get('oidc/:provider_id/callback')
  @Public()
  @ApiOperation({
    summary: 'Come back from a provider',
    description: 'The redirect URI. Sets the session cookie and opens the portal.',
  })
  @ApiParam(PROVIDER)
  @ApiQuery({ name: 'code', required: false })
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'error', required: false })
  @ApiResponse({ status: 303, description: 'To a page of the portal' })
  async callback(
    @Param('provider_id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.redirect(await this.signIns.finish(id, request, reply), 303);
  }

  @Post('oidc/:provider_id/backchannel-logout')
  @SelfAuthorized()
  @HttpCode(200)
  @ApiOperation({ summary: 'End sessions that the provider ended', description: 'Called by the provider.' })
  @ApiParam(PROVIDER)
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: LogoutTokenDto })
  @ApiOkResponse({ description: 'The sessions have ended' })
  @ApiProblems([400, 'The logout token is not valid'], UNKNOWN, TOO_MANY, DOWN)
  async backchannelLogout(
    @Param('provider_id') id: string,
    @Body(tolerantPipe(LogoutTokenDto)) { logout_token }: Readonly<LogoutTokenDto>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    this.limit.countLogout(clientInfo(request).ip);
    await this.logouts.fromProvider(id, logout_token, request);
  }

  @Post('oidc/:provider_id/connect')
  @Roles('user')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Connect your account with one at a provider',
    description: 'Needs a password that was given within the last five minutes.',
  })
  @ApiParam(PROVIDER)
  @ApiOkResponse({ type: ProviderUrlDto })
  @ApiProblems(UNKNOWN, TOO_MANY, DOWN)
  async connect(
    @Param('provider_id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderUrlDto> {
    this.limit.countSignIn(clientInfo(request).ip);
    return { url: await this.signIns.startFor(id, 'connect', request, reply) };
  }

  @Post('oidc/:provider_id/confirm')
  @Roles('user', { withoutTerms: true, withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Confirm who you are at a provider',
    description: 'For accounts without a password, in the place of POST /api/auth/confirm: you sign in there again.',
  })
  @ApiParam(PROVIDER)
  @ApiOkResponse({ type: ProviderUrlDto })
  @ApiProblems(UNKNOWN, TOO_MANY, DOWN)
  async confirm(
    @Param('provider_id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderUrlDto> {
    this.limit.countSignIn(clientInfo(request).ip);
    return { url: await this.signIns.startFor(id, 'confirm', request, reply) };
  }
}
