import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NO_GROUPS } from '../../common/access/group-rights.js';
import type { TokenDto } from './auth.dto.js';
import { setRefreshCookie } from './refresh-cookie.js';
import { SecondFactors } from './second-factor/second-factors.service.js';
import type { Tokens } from './session.service.js';
import { Terms } from './terms/terms.service.js';
import { toUserDto } from './user.dto.js';

/** Turns the tokens of a session into the reply of the routes that open or continue one. */
@Injectable()
export class TokenReply {
  constructor(
    private readonly secondFactors: SecondFactors,
    private readonly terms: Terms,
  ) {}

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, expires_in, user, sessionId, refresh }: Tokens,
  ): Promise<TokenDto> {
    // The request was anonymous, so the log line gets the account that signed in; nothing else reads it.
    request.principal = { userId: user.id, username: user.username, role: user.role, groups: NO_GROUPS };
    if (refresh) setRefreshCookie(request, reply, refresh);
    const [second_factor_required, terms_required] = await Promise.all([
      this.secondFactors.isMissing(user, sessionId),
      this.terms.isMissing(user.id),
    ]);
    return { token, token_type: 'Bearer', expires_in, user: toUserDto(user), second_factor_required, terms_required };
  }
}
