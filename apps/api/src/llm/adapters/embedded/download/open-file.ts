import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import { DomainError } from '../../../../common/errors/domain-error.js';
import { PRIVATE_ADDRESS, publicLookup } from '../../../../common/http/public-lookup.js';
import { refused, type SourceList } from './source-list.js';

const MOST_REDIRECTS = 5;
const CONNECT_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 60_000;

/** A file that a server has begun to send. */
export interface OpenedFile {
  body: Readable;
  /** Position of the body's first byte in the file. */
  start: number;
  /** Size of the whole file, if the server sends it. */
  total: number | undefined;
  /** Identifies this version of the file. */
  etag: string | undefined;
  /** SHA-256 of the whole file, if the server sends it. */
  sha256: string | undefined;
}

/** The connections of one download: only to public addresses, checked as each connection opens. */
export class FileServer {
  private readonly guarded = new Agent({
    connect: { lookup: publicLookup, timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
  });
  private readonly plain = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
  });

  constructor(private readonly sources: SourceList) {}

  /**
   * Requests a file, from a byte offset when part of the same version is already on disk.
   * @throws DomainError `pull.source-refused`, `pull.source-failed`; the signal's reason
   */
  async open(
    address: string,
    from: { start: number; etag: string | undefined },
    signal: AbortSignal,
  ): Promise<OpenedFile> {
    // Without an etag there is no way to tell whether the rest belongs to the part on disk.
    const start = from.etag ? from.start : 0;
    let said: string | undefined;
    let next = this.sources.admit(address);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const { url, trusted } = next;
      const reply = await this.ask(
        url,
        trusted,
        start > 0 ? { range: `bytes=${start}-`, 'if-range': from.etag! } : {},
        signal,
      );
      said ??= /^"?([\da-f]{64})"?$/i.exec(header(reply, 'x-linked-etag') ?? '')?.[1]?.toLowerCase();
      const location = header(reply, 'location');
      if (reply.statusCode >= 300 && reply.statusCode < 400 && location) {
        reply.body.destroy();
        next = this.sources.admit(location, url.href);
        continue;
      }
      // The file has become shorter than our part, or our part is complete: start from the beginning.
      if (reply.statusCode === 416 && start > 0) {
        reply.body.destroy();
        return this.open(address, { start: 0, etag: undefined }, signal);
      }
      return opened(reply, url.hostname, said);
    }
    throw failed(`The server sent us from one address to the next more than ${MOST_REDIRECTS} times.`);
  }

  async close(): Promise<void> {
    await Promise.all([this.guarded.destroy(), this.plain.destroy()]);
  }

  private async ask(
    url: URL,
    trusted: boolean,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    try {
      const reply = await request(url, {
        dispatcher: trusted ? this.plain : this.guarded,
        headers: { 'accept-encoding': 'identity', ...headers },
        signal,
      });
      // The reader gets the error from the iteration; this listener only keeps it from being unhandled.
      reply.body.on('error', () => undefined);
      return reply;
    } catch (error) {
      signal.throwIfAborted();
      if ((error as { code?: string }).code === PRIVATE_ADDRESS)
        throw refused(`${url.hostname} leads into a private network. Nothing was fetched.`, error);
      throw failed(`${url.hostname} cannot be reached. Check the network of this machine, then resume.`, error);
    }
  }
}

function opened(reply: Dispatcher.ResponseData, host: string, sha256: string | undefined): OpenedFile {
  const { statusCode, body } = reply;
  if (statusCode !== 200 && statusCode !== 206) {
    body.destroy();
    if (statusCode === 401 || statusCode === 403)
      throw failed(
        `${host} does not give this file to everybody. Download it by hand into the folder of local models.`,
      );
    if (statusCode === 404 || statusCode === 410)
      throw failed(`${host} has no file at this address. Correct it, and begin again.`);
    throw failed(`${host} answered with status ${statusCode}. Resume later.`);
  }
  const length = Number(header(reply, 'content-length') ?? NaN);
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(header(reply, 'content-range') ?? '') ?? [];
  if (statusCode === 206 && first === undefined) {
    body.destroy();
    throw failed(`${host} sent a part of the file without saying which.`);
  }
  const start = statusCode === 206 ? Number(first) : 0;
  const etag = header(reply, 'etag');
  return {
    body,
    start,
    total: size ? Number(size) : Number.isNaN(length) ? undefined : length,
    etag: etag?.startsWith('W/') ? undefined : etag,
    sha256,
  };
}

function header({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export const failed = (detail: string, cause?: unknown): DomainError =>
  new DomainError('pull.source-failed', detail, { cause });
