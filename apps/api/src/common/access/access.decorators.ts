import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';
import type { KeyScope, Role } from './roles.js';

export const ACCESS = Symbol('access');

/** Who may call a handler. */
export type Access =
  | { public: true; selfAuthorized?: true }
  | { public: false; provisioning: true }
  | {
      public: false;
      provisioning?: undefined;
      role: Role;
      scope?: KeyScope;
      withoutSecondFactor?: true;
      withoutTerms?: true;
    };

const problem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
  });

/** Anyone may call it. A credential that the request carries is still checked and used. */
export const Public = () =>
  applyDecorators(SetMetadata(ACCESS, { public: true } satisfies Access), ApiExtension('x-access', { public: true }));

/**
 * Anyone reaches the handler, whatever credential the request carries, even one that has ended; a rule of its own may
 * decide there. For what must answer without the database, or takes a token that is none of ours.
 */
export const SelfAuthorized = () =>
  applyDecorators(
    SetMetadata(ACCESS, { public: true, selfAuthorized: true } satisfies Access),
    ApiExtension('x-access', { public: true, self_authorized: true }),
  );

/** The provider that makes accounts, with SCIM_TOKEN and nothing else. Without that variable the route is not there. */
export const Provisioning = () =>
  applyDecorators(
    SetMetadata(ACCESS, { public: false, provisioning: true } satisfies Access),
    ApiExtension('x-access', { scim_token: true }),
    ApiBearerAuth('scim_token'),
  );

/**
 * Signed-in people with this role or a stronger one. With `scope`, API keys that have the scope may call it as well;
 * without `scope`, no API key may. With `withoutSecondFactor`, people who must set up a second factor first may too;
 * with `withoutTerms`, those who have yet to accept the terms of use.
 */
export const Roles = (
  role: Role,
  options: { scope?: KeyScope; withoutSecondFactor?: true; withoutTerms?: true } = {},
) =>
  applyDecorators(
    SetMetadata(ACCESS, { public: false, role, ...options } satisfies Access),
    ApiExtension('x-access', {
      role,
      api_key_scope: options.scope ?? null,
      ...(options.withoutSecondFactor && { without_second_factor: true }),
      ...(options.withoutTerms && { without_terms: true }),
    }),
    ApiBearerAuth('bearer'),
    ...(options.scope ? [ApiSecurity('api_key')] : []),
    problem(401, 'The credential is missing or not valid'),
    problem(403, 'The account or the key is not allowed to do this'),
  );

/** The principal of the request; may be undefined on public routes. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().principal,
);

/** Documents the errors that a handler can answer with, in addition to those of the guard. */
export const ApiProblems = (...statuses: [status: number, when: string][]) =>
  applyDecorators(...statuses.map(([status, when]) => problem(status, when)));
