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
import { annotate, clientInfo } from '../../common/http/request.js';
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
  TokenDto,
  UpdateMeDto,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
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
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post('register')
  @Public()
  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: RegisteredDto })
  @ApiProblems(
    [400, 'Invalid fields or a common password'],
    [403, 'Registration is closed, or a role that only an admin may give'],
    [409, 'The name or e-mail is taken'],
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
      'Answers with an access token; the refresh token goes into a cookie that scripts cannot read. An account with ' +
      'a second factor gets a challenge instead, for POST /api/auth/login/second.',
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
    annotate(request, { login: body.username });
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
    description: 'Any value: proves that the request comes from a page of this site',
  })
  @ApiOkResponse({ type: TokenDto })
  @ApiProblems(
    [401, 'The session has ended'],
    [403, 'The request came from another site, or the account is deactivated'],
  )
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TokenDto> {
    return this.reply.send(
      request,
      reply,
      await this.sessions.refresh(readRefreshCookie(request, this.env.PUBLIC_URL), clientInfo(request)),
    );
  }

  @Post('logout')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign out', description: 'The session ends: its tokens answer 401 from now on.' })
  @ApiOkResponse({ type: NoticeDto })
  async logout(
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoticeDto> {
    await this.sessions.end(caller.sessionId!, (manager) =>
      this.log.audit(request, { action: 'auth.logout', metadata: {} }, manager),
    );
    clearRefreshCookie(reply);
    return { message: 'Signed out.' };
  }

  @Get('me')
  @Roles('user', { withoutSecondFactor: true })
  @ApiOperation({ summary: 'The own account' })
  @ApiOkResponse({ type: UserDto })
  async me(@CurrentPrincipal() caller: Principal): Promise<UserDto> {
    return toUserDto(await this.auth.me(caller));
  }

  @Patch('me')
  @Roles('user')
  @ApiOperation({ summary: 'Change the own name or e-mail' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'The name or e-mail is taken'])
  async updateMe(
    @CurrentPrincipal() caller: Principal,
    @Body() body: UpdateMeDto,
    @Req() request: FastifyRequest,
  ): Promise<UserDto> {
    return toUserDto(await this.auth.updateMe(caller, body, request));
  }

  @Put('password')
  @Roles('user')
  @ApiOperation({ summary: 'Change the own password', description: 'All other sessions of the account end.' })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems([400, 'A common password'], [429, 'Too many wrong passwords'])
  async changePassword(
    @CurrentPrincipal() caller: Principal,
    @Body() body: ChangePasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<NoticeDto> {
    await this.auth.changePassword(caller, body, request);
    return { message: 'The password is changed. Other devices were signed out.' };
  }

  @Post('confirm')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Prove the own password once more',
    description:
      'What is dangerous (the SQL console) wants a password that was given within the last hour, and answers 403 ' +
      '`auth.confirm-required` otherwise.',
  })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems([401, 'The password is wrong'], [429, 'Too many wrong passwords'])
  async confirm(
    @CurrentPrincipal() caller: Principal,
    @Body() { password }: ConfirmDto,
    @Req() request: FastifyRequest,
  ): Promise<NoticeDto> {
    await this.auth.confirm(caller, password, request);
    return { message: 'Confirmed for an hour.' };
  }

  @Get('sessions')
  @Roles('user')
  @ApiOperation({ summary: 'Where the account is signed in' })
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
  @ApiOperation({ summary: 'Sign one device out' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such session of this account'])
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
