import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, Public } from '../../../common/access/access.decorators.js';
import { clientInfo } from '../../../common/http/request.js';
import { TokenDto } from '../auth.dto.js';
import { TokenReply } from '../token-reply.js';
import { PasskeyOptionsLimit } from './passkey-options-limit.js';
import { PasskeyLoginDto, PasskeyLoginOptionsBodyDto, SecondStepBodyDto } from './second-step.dto.js';
import { SecondStep } from './second-step.service.js';

const NO_PASSKEYS: [number, string] = [409, 'Passkeys cannot be used at this address'];

@ApiTags('auth')
@Controller('api/auth')
export class SecondStepController {
  constructor(
    private readonly step: SecondStep,
    private readonly limit: PasskeyOptionsLimit,
    private readonly reply: TokenReply,
  ) {}

  @Post('login/second')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'End a sign-in with the second factor',
    description: 'With the challenge that POST /api/auth/login answered, and a code or a passkey.',
  })
  @ApiOkResponse({ type: TokenDto })
  @ApiProblems(
    [400, 'Neither or both of code and passkey'],
    [401, 'A wrong code, a refused passkey, or a challenge that has ended'],
    [403, 'The account was deactivated meanwhile'],
    [409, 'Passkeys cannot be used at this address, or the server cannot read the authenticator app'],
    [429, 'Too many wrong codes'],
  )
  async second(
    @Body() body: SecondStepBodyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenDto> {
    return this.reply.send(request, reply, await this.step.finish(body, request));
  }

  @Post('passkeys/login/options')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'What the browser needs to ask for a passkey' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems([401, 'The challenge has ended'], NO_PASSKEYS, [429, 'Too many from one address'])
  passkeyOptions(@Body() { challenge }: PasskeyLoginOptionsBodyDto, @Req() request: FastifyRequest): Promise<object> {
    this.limit.count(clientInfo(request).ip);
    return this.step.passkeyOptions(challenge ?? undefined, request);
  }

  @Post('passkeys/login')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with a passkey alone',
    description: 'The passkey must have verified its owner (PIN, finger or face).',
  })
  @ApiOkResponse({ type: TokenDto })
  @ApiProblems(
    [401, 'The passkey was not accepted'],
    [403, 'The account is deactivated or waits for approval'],
    NO_PASSKEYS,
  )
  async passkeyLogin(
    @Body() { passkey }: PasskeyLoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenDto> {
    return this.reply.send(request, reply, await this.step.withPasskey(passkey, request));
  }
}
