import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { IdPipe } from '../../common/http/validation.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientInfo } from '../../common/http/request.js';
import { ENV, type Env } from '../../config/env.js';
import type { Principal } from '../../common/access/principal.js';
import { LogService } from '../logging/index.js';
import { CurrentPrincipal, ApiProblems, Public, Roles } from '../../common/access/access.decorators.js';
import {
  ChangePasswordDto,
  ConfirmDto,
  LoginDto,
  NoticeDto,
  RegisterDto,
  RegisteredDto,
  SessionDto,
  SignedOutDto,
  TokenDto,
  UpdateMeDto,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { OidcLogout } from './oidc/oidc-logout.service.js';
import { ProxySignIn } from './proxy/proxy-sign-in.service.js';
import { clearRefreshCookie, readRefreshCookie } from './refresh-cookie.js';
import { LoginChallengeDto } from './second-factor/second-step.dto.js';
import { SessionService } from './session.service.js';
import { TokenReply } from './token-reply.js';
import { toUserDto, UserDto } from './user.dto.js';

@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
    private readonly reply: TokenReply,
    private readonly providerLogout: OidcLogout,
    private readonly proxy: ProxySignIn,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post('register')
  @Public()
  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: RegisteredDto })
  @ApiProblems(
    [400, 'Invalid fields, or a common password'],
    [403, 'Registration is closed, or only an admin may assign the role'],
    [409, 'The name or e-mail is already taken'],
    [429, 'Too many new accounts from one address'],
  )
  async register(
    @Body() body: RegisterDto,
    @CurrentPrincipal() caller: Principal | undefined,
    @Req() request: FastifyRequest,
  ): Promise<RegisteredDto> {
    const { message, user } = await this.auth.register(body, caller, request);
    return { message, user: toUserDto(user) };
  }

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in',
    description:
      'Returns an access token; the refresh token is set as a cookie that scripts cannot read. An account with a ' +
      'second factor gets a challenge instead, for POST /api/auth/login/second.',
  })
  @ApiExtraModels(TokenDto, LoginChallengeDto)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(TokenDto) }, { $ref: getSchemaPath(LoginChallengeDto) }] },
  })
  @ApiProblems(
    [401, 'Wrong user name or password'],
    [403, 'The account is deactivated or waits for approval'],
    [429, 'Too many wrong passwords'],
  )
  async login(
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenDto | LoginChallengeDto> {
    const outcome = await this.auth.login(body, request);
    return 'challenge' in outcome ? outcome : this.reply.send(request, reply, outcome);
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange the refresh cookie for a new access token' })
  @ApiHeader({
    name: 'X-Requested-With',
    required: true,
    description: 'Any value; proves that the request comes from a page of this site',
  })
  @ApiOkResponse({ type: TokenDto })
  @ApiProblems(
    [401, 'The session has ended'],
    [403, 'The request came from another site, or the account is deactivated'],
  )
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TokenDto> {
    const token = readRefreshCookie(request, this.env.PUBLIC_URL);
    const tokens = await this.sessions.refresh(token, clientInfo(request), ({ id, username }, manager) =>
      this.log.audit(
        request,
        { action: 'auth.refresh-reused', actor: { id, name: username }, metadata: {}, result: 'refused' },
        manager,
      ),
    );
    await this.proxy.requireSameOwner(request, tokens.sessionId);
    return this.reply.send(request, reply, tokens);
  }

  @Post('logout')
  @Roles('user', { withoutSecondFactor: true, withoutTerms: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign out', description: 'Ends the session: its tokens are rejected (401) from now on.' })
  @ApiOkResponse({ type: SignedOutDto })
  async logout(
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedOutDto> {
    const url = await this.providerLogout.addressFor(caller.sessionId!, request);
    await this.sessions.end(caller.sessionId!, (manager) =>
      this.log.audit(request, { action: 'auth.logout', metadata: {} }, manager),
    );
    clearRefreshCookie(request, reply);
    return { message: 'Signed out.', ...(url !== undefined && { provider_logout_url: url }) };
  }

  @Get('me')
  @Roles('user', { withoutSecondFactor: true, withoutTerms: true })
  @ApiOperation({ summary: 'Your account' })
  @ApiOkResponse({ type: UserDto })
  async me(@CurrentPrincipal() caller: Principal): Promise<UserDto> {
    return toUserDto(await this.auth.me(caller));
  }

  @Patch('me')
  @Roles('user')
  @ApiOperation({ summary: 'Change your name or e-mail' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'The name or e-mail is already taken'])
  async updateMe(
    @CurrentPrincipal() caller: Principal,
    @Body() body: UpdateMeDto,
    @Req() request: FastifyRequest,
  ): Promise<UserDto> {
    return toUserDto(await this.auth.updateMe(caller, body, request));
  }

  @Put('password')
  @Roles('user')
  @ApiOperation({ summary: 'Change your password', description: 'Ends all other sessions of the account.' })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems(
    [400, 'The password is too common'],
    [409, 'The account has no password'],
    [429, 'Too many wrong passwords'],
  )
  async changePassword(
    @CurrentPrincipal() caller: Principal,
    @Body() body: ChangePasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<NoticeDto> {
    await this.auth.changePassword(caller, body, request);
    return { message: 'Your password was changed. Other devices were signed out.' };
  }

  @Post('confirm')
  @Roles('user', { withoutSecondFactor: true, withoutTerms: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Confirm your password',
    description:
      'Dangerous operations (the SQL console) require a password confirmed within the last hour; ' +
      'otherwise they answer 403 `auth.confirm-required`.',
  })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems([401, 'The password is wrong'], [409, 'The account has no password'], [429, 'Too many wrong passwords'])
  async confirm(
    @CurrentPrincipal() caller: Principal,
    @Body() { password }: ConfirmDto,
    @Req() request: FastifyRequest,
  ): Promise<NoticeDto> {
    await this.auth.confirm(caller, password, request);
    return { message: 'Confirmed for one hour.' };
  }

  @Get('sessions')
  @Roles('user')
  @ApiOperation({ summary: 'Sessions of your account' })
  @ApiOkResponse({ type: [SessionDto] })
  async listSessions(@CurrentPrincipal() caller: Principal): Promise<SessionDto[]> {
    const sessions = await this.sessions.list(caller.userId);
    return sessions.map(({ id, user_agent, ip_address, created_at, last_seen_at }) => ({
      id,
      user_agent,
      ip_address,
      created_at,
      last_seen_at,
      current: id === caller.sessionId,
    }));
  }

  @Delete('sessions/:session_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out one device' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'Your account has no such session'])
  async endSession(
    @CurrentPrincipal() caller: Principal,
    @Param('session_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.sessions.endOwn(caller.userId, id, (manager) =>
      this.log.audit(request, { action: 'auth.endSession', metadata: {} }, manager),
    );
  }
}
