import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { QueryCursor, QueryLimit } from './query-fields.js';

export class PageQueryDto {
  @QueryLimit()
  limit: number = 50;

  @QueryCursor()
  cursor?: string;
}

export interface Page<T> {
  rows: T[];
  /** Cursor of the next page; absent on the last one. */
  nextCursor?: string;
}

/**
 * A keyset cursor: the sort values of the last row seen. Opaque to clients, and only ever bound as query parameters.
 */
export const encodeCursor = (values: unknown[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

/** Allowed forms of a cursor's values; anything else would cause a database error. */
export const CURSOR = {
  boolean: /^(true|false)$/,
  time: { test: isTimestamp },
  id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const;

type Form = (typeof CURSOR)[keyof typeof CURSOR];

/** Whether it is exactly what `toISOString` writes for a time that exists, in a year that PostgreSQL knows. */
function isTimestamp(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) || text.startsWith('0000')) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/** @throws DomainError `request.invalid` when it is not a cursor of values in these forms */
export function decodeCursor(cursor: string, forms: Form[]): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(values) &&
      values.length === forms.length &&
      forms.every((form, i) => typeof values[i] === 'string' && form.test(values[i]))
    )
      return values as string[];
  } catch {
    // Falls through to the rejection below.
  }
  throw new DomainError(
    'request.invalid',
    'The cursor is not valid. Take it unchanged from the Link header of the page before.',
    {
      errors: [{ pointer: '/cursor', message: 'is not a cursor of this list' }],
    },
  );
}

/** Answers with the bare array and, when there is a next page, `Link: <…>; rel="next"` (RFC 8288). */
export function sendPage<T>(request: FastifyRequest, reply: FastifyReply, page: Page<T>): T[] {
  if (page.nextCursor) {
    const url = new URL(request.url, 'http://self');
    url.searchParams.set('cursor', page.nextCursor);
    void reply.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return page.rows;
}
