import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../errors/domain-error.js';
import { ENV, type Env } from '../../config/env.js';

const PREFIX = 'upload-';
/** An upload has two minutes, so older folders are left over. */
const STALE_UPLOAD_MS = 86_400_000;

/**
 * Receives an upload completely before anything is done with it: a slow sender, or one who disconnects, occupies
 * nothing but a file.
 */
@Injectable()
export class UploadSpool implements OnModuleInit {
  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Removes what a killed process left. */
  async onModuleInit(): Promise<void> {
    for (const name of await readdir(this.env.DATA_DIR).catch(() => [])) {
      const folder = path.join(this.env.DATA_DIR, name);
      if (name.startsWith(PREFIX) && Date.now() - (await stat(folder)).mtimeMs > STALE_UPLOAD_MS)
        await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * @param work may open the file, or a part of it, any number of times; the file is deleted afterwards
   * @param maxBytes size at which the upload is refused
   * @param share part of the free disk that it may take
   * @throws DomainError `request.too-large`, `request.aborted` when the sender disconnects, `pull.disk-full`
   */
  async hold<T>(
    upload: Readable,
    work: (open: OpenUpload) => Promise<T>,
    { maxBytes = Infinity, share = 1 } = {},
  ): Promise<T> {
    const folder = await mkdtemp(path.join(this.env.DATA_DIR, PREFIX));
    try {
      const file = path.join(folder, 'file');
      const { bavail, bsize } = await statfs(folder);
      await receive(upload, file, { maxBytes, room: bavail * bsize * share });
      return await work((range) => createReadStream(file, range && { start: range.start, end: range.end - 1 }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Opens an upload, or its bytes from `start` up to, not including, `end`. */
export type OpenUpload = (range?: { start: number; end: number }) => Readable;

/** Reads no further than the limits; the connection stays open for the reply. */
async function receive(
  upload: Readable,
  file: string,
  { maxBytes, room }: { maxBytes: number; room: number },
): Promise<void> {
  let size = 0;
  const bounded = async function* () {
    for await (const chunk of upload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes)
        throw new DomainError(
          'request.too-large',
          `The file is larger than ${maxBytes / 2 ** 20} MiB. Send it in parts.`,
        );
      if (size > room) throw noRoom();
      yield chunk;
    }
  };
  await pipeline(bounded, createWriteStream(file, { mode: 0o600 })).catch(broken);
}

function broken(error: NodeJS.ErrnoException): never {
  if (error instanceof DomainError) throw error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') throw noRoom(error);
  throw new DomainError('request.aborted', 'The file did not arrive whole. Nothing was changed. Send it again.', {
    cause: error,
  });
}

const noRoom = (cause?: unknown) =>
  new DomainError(
    'pull.disk-full',
    'There is not enough room on the disk of this machine to take the file in. Free some space, then try ' +
      'again. Nothing was changed.',
    { cause },
  );
