import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { DomainError } from '../../../../common/errors/domain-error.js';
import type { ModelSource, PullProgress } from '../../../llm.port.js';
import { checkHeader } from '../gguf-header.js';
import { failed, FileServer, type OpenedFile } from './open-file.js';
import type { SourceList } from './source-list.js';

/** Bytes that must stay free: the database is on the same disk. */
const RESERVE = 512 * 1024 * 1024;
const MAGIC = 'GGUF';

export interface Download extends ModelSource {
  /** Final path of the file; until it is complete, it is next to it as `.part`. */
  file: string;
  /** Free bytes of that disk. */
  free: number;
  sources: SourceList;
}

/** What an earlier attempt left. */
interface Beginning {
  start: number;
  etag: string | undefined;
}

/**
 * Downloads a GGUF file. An interrupted download resumes where it stopped, if the server still has the same file. The
 * hash is computed while streaming, and the file gets its name only after every check.
 * @throws DomainError as in `LlmBackend.download`; the signal's reason
 */
export async function* downloadModel(wanted: Download, signal: AbortSignal): AsyncGenerator<PullProgress> {
  const part = `${wanted.file}.part`;
  const server = new FileServer(wanted.sources);
  try {
    yield { status: 'connecting', completed: 0, total: 0 };
    const opened = await server.open(wanted.url, await beginning(part, wanted.url), signal);
    const { start, total = 0, etag } = opened;
    try {
      requireRoom(total - start, wanted.free);
      await writeFile(metadataFile(part), JSON.stringify({ url: wanted.url, etag }));
      const hash = createHash('sha256');
      if (start > 0) yield { status: 'checking what is there', completed: start, total };
      await hashFile(hash, part, start, signal);
      yield* receive(opened, part, hash, wanted.free, signal);
      const { size } = await stat(part);
      if (total && size !== total)
        throw failed('The server stopped before the file was complete. Resume: it goes on from there.');
      yield { status: 'verifying sha256', completed: size, total: size };
      await verify(part, hash.digest('hex'), wanted.sha256?.toLowerCase() ?? opened.sha256);
      await rename(part, wanted.file);
      await rm(metadataFile(part), { force: true });
      yield { status: 'success', completed: size, total: size };
    } finally {
      opened.body.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw faultOf(error, wanted.free);
  } finally {
    await server.close();
  }
}

/** Deletes what an unfinished download of this file left. */
export async function discardPart(file: string): Promise<void> {
  await Promise.all([rm(`${file}.part`, { force: true }), rm(metadataFile(`${file}.part`), { force: true })]);
}

const metadataFile = (part: string): string => `${part}.json`;

async function beginning(part: string, url: string): Promise<Beginning> {
  try {
    const [{ size }, text] = await Promise.all([stat(part), readFile(metadataFile(part), 'utf8')]);
    const before = JSON.parse(text) as { url: string; etag?: string };
    if (before.url === url) return { start: size, etag: before.etag };
  } catch {
    // There is no partial file, or its source is unknown.
  }
  return { start: 0, etag: undefined };
}

/** Writes what arrives, from the server's first byte on, and yields the progress. */
async function* receive(
  { body, start, total = 0 }: OpenedFile,
  part: string,
  hash: Hash,
  free: number,
  signal: AbortSignal,
): AsyncGenerator<PullProgress> {
  const handle = await open(part, start > 0 ? 'r+' : 'w');
  let completed = start;
  try {
    await handle.truncate(start);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      // Stops early when the content is not a model, for example a sign-in page.
      if (completed === 0 && !MAGIC.startsWith(chunk.toString('latin1', 0, MAGIC.length))) throw notAModel();
      if (total === 0) requireRoom(completed + chunk.length, free);
      await write(handle, chunk, completed);
      hash.update(chunk);
      completed += chunk.length;
      yield { status: 'downloading', completed, total };
    }
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;)
    done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
}

async function hashFile(hash: Hash, file: string, bytes: number, signal: AbortSignal): Promise<void> {
  if (bytes === 0) return;
  for await (const chunk of createReadStream(file, { end: bytes - 1 })) {
    signal.throwIfAborted();
    hash.update(chunk as Buffer);
  }
}

/** Deletes a wrong file: resuming from it would only make it longer. */
async function verify(part: string, is: string, shouldBe: string | undefined): Promise<void> {
  const fault =
    shouldBe && is !== shouldBe
      ? new DomainError(
          'pull.wrong-checksum',
          `The file has the SHA-256 ${is}, and it should have ${shouldBe}. It was thrown away; resume to fetch ` +
            'it afresh.',
        )
      : await checkHeader(part).then(() => undefined, notAModel);
  if (!fault) return;
  await rm(part, { force: true });
  throw fault;
}

function requireRoom(bytes: number, free: number): void {
  if (bytes + RESERVE > free) throw diskFull(free, bytes);
}

function diskFull(free: number, needed?: number, cause?: unknown): DomainError {
  const numbers =
    needed === undefined
      ? ''
      : `: ${gigabytes(needed)} are needed, and of the ${gigabytes(free)} that are free ${gigabytes(RESERVE)} must ` +
        'stay so';
  return new DomainError(
    'pull.disk-full',
    `There is not enough room on the disk of this machine${numbers}. Free some space, then resume.`,
    { members: { needed_bytes: needed, free_bytes: free }, cause },
  );
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
const notAModel = (): DomainError =>
  new DomainError(
    'pull.not-a-model',
    'What is at this address is no GGUF file. Take the address of the file itself, not that of its page.',
  );

function faultOf(error: unknown, free: number): unknown {
  if (error instanceof DomainError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(free, undefined, error);
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new DomainError(
      'pull.source-failed',
      'The folder of local models cannot be written. Check the permissions of the data directory.',
      { cause: error },
    );
  return failed('The connection broke off in the middle of the file. Resume: it goes on from there.', error);
}
