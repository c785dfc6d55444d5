import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

export class PageQueryDto {
  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 200, description: 'How many rows at the most' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ type: String, description: 'Where to go on: taken from the `Link` header of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  cursor?: string;
}

export interface Page<T> {
  rows: T[];
  /** Of the next page; absent on the last one. */
  nextCursor?: string;
}

/** A keyset cursor: the sort values of the last row seen. Opaque to clients, and only ever bound as parameters. */
export const encodeCursor = (values: unknown[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

/** @throws DomainError `request.invalid` when it is not a cursor of `length` values. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === 'string')) return values as string[];
  } catch {
    // Falls through to the one refusal below.
  }
  throw new DomainError('request.invalid', 'The cursor is not valid. Take it unchanged from the Link header of the page before.', {
    errors: [{ pointer: '/cursor', message: 'is not a cursor of this list' }],
  });
}

/** Answers with the bare array and, when there is more, `Link: <…>; rel="next"` (RFC 8288). */
export function sendPage<T>(request: FastifyRequest, reply: FastifyReply, page: Page<T>): T[] {
  if (page.nextCursor) {
    const url = new URL(request.url, 'http://self');
    url.searchParams.set('cursor', page.nextCursor);
    void reply.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return page.rows;
}
