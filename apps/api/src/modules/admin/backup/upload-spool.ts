import { Inject, Injectable } from '@nestjs/common';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';

/** Takes an upload in to its end before anything is done with it: a sender who is slow, or leaves, holds nothing up but a file. */
@Injectable()
export class UploadSpool {
  constructor(@Inject(ENV) private readonly env: Env) {}

  /**
   * @param work may open the file as often as it likes; it is gone afterwards
   * @throws DomainError `request.aborted` where the sender leaves, `pull.disk-full`
   */
  async hold<T>(upload: Readable, work: (open: () => Readable) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(this.env.DATA_DIR, 'upload-'));
    try {
      const file = path.join(folder, 'file');
      await pipeline(upload, createWriteStream(file, { mode: 0o600 })).catch(broken);
      return await work(() => createReadStream(file));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function broken(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') throw new DomainError('pull.disk-full', 'There is not enough room on the disk of this machine to take the file in. Free some space, then try again. Nothing was changed.', { cause: error });
  throw new DomainError('request.aborted', 'The file did not arrive whole. Nothing was changed. Send it again.', { cause: error });
}
