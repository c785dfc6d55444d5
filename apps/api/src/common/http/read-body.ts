import type { Readable } from 'node:stream';
import { DomainError } from '../errors/domain-error.js';

/**
 * Reads a streamed body of at most `limit` bytes.
 * @throws DomainError `request.too-large`; the connection stays open for the reply
 */
export async function readBody(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new DomainError('request.too-large', `The body is larger than ${limit / 2 ** 20} MiB. Send less at once.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
