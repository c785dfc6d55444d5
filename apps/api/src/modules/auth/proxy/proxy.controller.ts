import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Public, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { TokenDto } from '../auth.dto.js';
import { LoginChallengeDto } from '../second-factor/second-step.dto.js';
import { TokenReply } from '../token-reply.js';
import { ProxySignIn } from './proxy-sign-in.service.js';

const OFF: [number, string] = [404, 'No proxy signs people in here'];
const UNCLEAR: [number, string] = [400, 'The header is there twice, or not readable'];
const NOBODY: [number, string] = [401, 'The proxy names nobody'];

@ApiTags('auth')
@Controller('api/auth/proxy')
export class ProxyController {
  constructor(
    private readonly proxy: ProxySignIn,
    private readonly reply: TokenReply,
  ) {}

  @Post('session')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in as the person whom the proxy names',
    description:
      'For portals behind a proxy that asks people who they are (TRUSTED_HEADER_AUTH). The header counts here alone; ' +
      'the session that it opens ends with EXTERNAL_SESSION_HOURS, or when the proxy names somebody else.',
  })
  @ApiHeader({
    name: 'X-Requested-With',
    required: true,
    description: 'Any value; proves that the request comes from a page of this site',
  })
  @ApiExtraModels(TokenDto, LoginChallengeDto)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(TokenDto) }, { $ref: getSchemaPath(LoginChallengeDto) }] },
  })
  @ApiProblems(
    UNCLEAR,
    NOBODY,
    [403, 'Not through the proxy, from another site, or the account is not open'],
    OFF,
    [409, 'The e-mail address has an account'],
    [429, 'Too many sign-ins'],
  )
  async session(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenDto | LoginChallengeDto> {
    const outcome = await this.proxy.enter(request);
    return 'challenge' in outcome ? outcome : this.reply.send(request, reply, outcome);
  }

  @Post('connect')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Connect your account with the person whom the proxy names',
    description: 'Needs a password that was given within the last five minutes.',
  })
  @ApiNoContentResponse()
  @ApiProblems(UNCLEAR, NOBODY, OFF, [409, 'That person has another account here'])
  connect(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<void> {
    return this.proxy.connect(caller, request);
  }
}
