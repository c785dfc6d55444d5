import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';
import type { KeyScope, Role } from './roles.js';

export const ACCESS = Symbol('access');

/** Who may call a handler. */
export type Access = { public: true; selfAuthorized?: true } | { public: false; role: Role; scope?: KeyScope };

const problem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
  });

/** Anyone may call it. A credential that is sent along is still checked and used. */
export const Public = () =>
  applyDecorators(SetMetadata(ACCESS, { public: true } satisfies Access), ApiExtension('x-access', { public: true }));

/**
 * Anyone gets as far as the handler, whose service decides by a rule of its own. What stands in `Authorization` is no
 * matter of the guard.
 */
export const SelfAuthorized = () =>
  applyDecorators(
    SetMetadata(ACCESS, { public: true, selfAuthorized: true } satisfies Access),
    ApiExtension('x-access', { public: true }),
  );

/**
 * Signed-in people with this role or a stronger one. With `scope`, API keys that have the scope may call it as well;
 * without it, no API key ever can.
 */
export const Roles = (role: Role, options: { scope?: KeyScope } = {}) =>
  applyDecorators(
    SetMetadata(ACCESS, { public: false, role, ...options } satisfies Access),
    ApiExtension('x-access', { role, api_key_scope: options.scope ?? null }),
    ApiBearerAuth('bearer'),
    ...(options.scope ? [ApiSecurity('api_key')] : []),
    problem(401, 'No credential, or one that is not valid'),
    problem(403, 'The account or the key may not do this'),
  );

/** The principal of the request; on public routes it may be undefined. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().principal,
);

/** Documents the errors a handler can answer with, beside those of the guard. */
export const ApiProblems = (...statuses: [status: number, when: string][]) =>
  applyDecorators(...statuses.map(([status, when]) => problem(status, when)));
