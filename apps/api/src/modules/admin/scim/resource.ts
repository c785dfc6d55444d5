import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Env } from '../../../config/env.js';
import type { ResourceSchema } from './schema.js';

/** What the server says of a resource. */
export interface Meta {
  resourceType: string;
  created: string;
  lastModified: string;
  location: string;
  version: string;
}

export interface Resource {
  schemas: string[];
  id: string;
  meta: Meta;
  [attribute: string]: unknown;
}

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** A page of resources, or all of them. */
export const listReply = (resources: object[], total = resources.length, offset = 0) => ({
  schemas: [LIST],
  totalResults: total,
  startIndex: offset + 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

/** Where the resources are, for the caller of a request. */
export function baseOf(request: FastifyRequest, { PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>): string {
  return `${PUBLIC_URL ? new URL(PUBLIC_URL).origin : `${request.protocol}://${request.host}`}/scim/v2`;
}

/** @param state everything that makes two states of the resource different */
export function metaOf(
  { name, endpoint }: ResourceSchema,
  base: string,
  id: string,
  { created, modified, state }: { created: Date; modified: Date; state: unknown },
): Meta {
  return {
    resourceType: name,
    created: created.toISOString(),
    lastModified: modified.toISOString(),
    location: `${base}${endpoint}/${id}`,
    version: `W/"${hash('sha256', JSON.stringify(state)).slice(0, 20)}"`,
  };
}

/** @throws DomainError `scim.changed` when the caller has seen another state than the present one */
export function requireMatch({ headers }: FastifyRequest, { version }: Pick<Meta, 'version'>): void {
  const wanted = headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*') return;
  const strong = (tag: string) => tag.trim().replace(/^W\//, '');
  if (!wanted.split(',').some((tag) => strong(tag) === strong(version)))
    throw new DomainError('scim.changed', 'It was changed in the meantime. Read it again, then change it.');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => UUID.test(text);
