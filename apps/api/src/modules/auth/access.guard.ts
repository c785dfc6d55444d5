import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import '../../common/http/request.js';
import { routePath } from '../../common/http/route.js';
import type { Principal } from '../../common/access/principal.js';
import { roleCovers, type Role } from '../../common/access/roles.js';
import { ACCESS, type Access } from '../../common/access/access.decorators.js';
import { ApiKeyLimits } from './api-key-limits.js';
import { PrincipalService, termsRequired } from './principal.service.js';
import { ProxySignIn } from './proxy/proxy-sign-in.service.js';
import { ScimToken } from './scim/scim-token.js';

/** Runs one passport strategy and converts its rejection to a `DomainError`. */
function credentialGuard(strategy: string, invalid: DomainError) {
  class CredentialGuard extends AuthGuard(strategy) {
    override handleRequest<T>(error: unknown, principal: T): T {
      if (error) throw error;
      if (!principal) throw invalid;
      return principal;
    }

    override getAuthenticateOptions() {
      return { session: false, property: 'principal' };
    }
  }
  return new CredentialGuard();
}

/**
 * The one global guard, closed by default: a handler without `@Public()` or `@Roles()` is open to nobody. It turns
 * whichever credential the request carries into a principal; every rule is then about the principal.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly token = credentialGuard(
    'jwt',
    new DomainError('auth.invalid-token', 'The token is not valid or has expired. Sign in again.'),
  );
  private readonly key = credentialGuard(
    'headerapikey',
    new DomainError(
      'auth.invalid-key',
      'The API key is not valid: unknown, revoked or expired. Make a new one under Developer, API keys.',
    ),
  );

  constructor(
    private readonly reflector: Reflector,
    private readonly gate: ApiKeyLimits,
    private readonly principals: PrincipalService,
    private readonly scim: ScimToken,
    private readonly proxy: ProxySignIn,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.action = actionOf(context);
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.public && access.selfAuthorized) return true;
    if (access && !access.public && access.provisioning) return this.scim.admit(request);
    await this.authenticate(context, request);
    if (request.principal?.proxySubject !== undefined) await this.proxy.requireSamePerson(request, request.principal);
    if (access?.public) {
      // A key opens what its scopes name, and who must do something first only that: where anyone may call, they are
      // anyone.
      const { key, lacksSecondFactor, lacksTerms } = request.principal ?? {};
      if (key || lacksSecondFactor || lacksTerms) request.principal = undefined;
      return true;
    }
    const { principal } = request;
    if (!principal)
      throw new DomainError(
        'auth.required',
        'Sign in first: send `Authorization: Bearer <token>`, or `X-API-Key: <key>` where keys are taken.',
      );
    if (!access || !permits(access, principal)) throw new DomainError('auth.forbidden', refusal(access, principal));
    if (principal.lacksTerms && !access.withoutTerms) throw termsRequired(principal);
    if (principal.lacksSecondFactor && !access.withoutSecondFactor)
      throw new DomainError(
        'auth.second-factor-required',
        'This portal requires a second factor. Set up an authenticator app or a passkey under Settings, Security.',
      );
    if (principal.key)
      await this.gate.pass(principal.key, request.ip, context.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  private async authenticate(context: ExecutionContext, request: FastifyRequest): Promise<void> {
    if (/^\/(v1|ollama)(\/|$)/.test(routePath(request))) takeKeyFromBearer(request);
    const hasToken = request.headers.authorization !== undefined;
    const hasKey = request.headers['x-api-key'] !== undefined;
    if (hasToken && hasKey)
      throw new DomainError(
        'auth.conflicting-credentials',
        'The request carries a token and an API key. Send one of them.',
      );
    if (hasToken) await this.token.canActivate(context);
    // A key that was checked a moment ago is not checked again: the checks, and what they wait for, cost a tenth of a
    // request.
    if (hasKey && !(request.principal = this.principals.recent(request.headers['x-api-key'])))
      await this.key.canActivate(context);
  }
}

/** A signed token: three parts. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Every OpenAI client sends its key as a bearer token, so what is no token is a key, right or wrong. The same key in
 * both headers is one credential.
 */
function takeKeyFromBearer({ headers }: FastifyRequest): void {
  const key = /^Bearer\b(.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  if (key === undefined || TOKEN.test(key) || (headers['x-api-key'] !== undefined && headers['x-api-key'] !== key))
    return;
  headers['x-api-key'] = key;
  // Not deleted: V8 looks up everything more slowly in an object that lost something.
  headers.authorization = undefined;
}

function permits(access: Extract<Access, { role: Role }>, principal: Principal): boolean {
  if (!roleCovers(principal.role, access.role)) return false;
  return !principal.key || (access.scope !== undefined && principal.key.scopes.includes(access.scope));
}

function refusal(access: Access | undefined, { key, role }: Principal): string {
  if (!access || !('role' in access)) return 'This route is closed.';
  if (!roleCovers(role, access.role)) return `This needs the role ${access.role}; the account has the role ${role}.`;
  if (key && access.scope) return `The API key does not have the scope ${access.scope}.`;
  return 'API keys cannot be used here. Sign in with your account.';
}

/** `ChatController.send` → `chat.send`: the name under which the request is logged. */
function actionOf(context: ExecutionContext): string {
  const area = context.getClass().name.replace(/Controller$/, '');
  return `${area.charAt(0).toLowerCase()}${area.slice(1)}.${context.getHandler().name}`;
}
