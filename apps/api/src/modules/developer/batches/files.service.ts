import { Inject, Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { readForm, type FormPart } from '../../../common/http/multipart.js';
import { UploadSpool, type OpenUpload } from '../../../common/http/upload-spool.js';
import { withoutControls } from '../../../common/printable.js';
import { Turns } from '../../../common/turns.js';
import { ENV, type Env } from '../../../config/env.js';
import { refuse } from '../gateway/fields.js';
import type { BatchFile } from './batch-file.entity.js';
import { BatchFileRepository, type IdPage, type Stored } from './batch-file.repository.js';
import { idOf } from './names.js';

/** Uploads that are on the disk at the same time, of one account and of all; further ones wait unread. */
const MAX_HELD = 2;
const MAX_HELD_OF_ALL = 8;
/** An upload may take this part of the free disk. */
const DISK_SHARE = 0.25;
const MAX_NAME_CHARS = 200;
const MAX_FIELD_BYTES = 200;
const DAY_S = 86_400;
/** For how long a file may be asked to be kept, in seconds, as at OpenAI. */
const [LEAST_KEPT_S, MOST_KEPT_S] = [3_600, 30 * DAY_S];

const EXPIRES = { anchor: 'expires_after[anchor]', seconds: 'expires_after[seconds]' };
const FIELDS: readonly string[] = ['file', 'purpose', EXPIRES.anchor, EXPIRES.seconds];

/** Files that programs upload for their batches, and those that batches make. */
@Injectable()
export class FilesService {
  private readonly turns = new Turns(MAX_HELD, MAX_HELD_OF_ALL);

  constructor(
    private readonly files: BatchFileRepository,
    private readonly spool: UploadSpool,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Keeps an upload for its owner. It is received as a whole before any of it is kept.
   * @param upload a form (`multipart/form-data`)
   * @param onIgnored told the names of fields without effect
   * @throws DomainError `request.invalid`, `request.too-large`, `file.too-many`, `request.aborted`
   */
  async add(
    { userId }: Principal,
    upload: unknown,
    type: string,
    onIgnored: (names: string[]) => void,
  ): Promise<BatchFile> {
    if (!(upload instanceof Readable))
      throw new DomainError('request.unsupported-media-type', 'Send the file as multipart/form-data.');
    return this.turns.take(userId, async () => {
      if (!this.fits(await this.files.stored(userId), 0)) throw this.full();
      const keep = (open: OpenUpload) => this.keep(userId, open, type, onIgnored);
      return this.spool.hold(upload, keep, { maxBytes: this.env.BATCH_FILE_MAX_MB * 2 ** 20, share: DISK_SHARE });
    });
  }

  /** @throws DomainError `file.not-found`, also for somebody else's */
  async find({ userId }: Pick<Principal, 'userId'>, name: string): Promise<BatchFile> {
    const id = idOf('file', name);
    const file = id === undefined ? null : await this.files.find(id, userId);
    if (!file) throw notFound(name);
    return file;
  }

  /** @returns one more than the limit, if there are more */
  list({ userId }: Principal, page: IdPage, purpose: string | undefined): Promise<BatchFile[]> {
    return this.files.list(userId, page, purpose);
  }

  /** The bytes of a file, as its reader takes them. */
  read({ id }: BatchFile): Readable {
    return Readable.from(this.files.read(id), { objectMode: false });
  }

  /** @throws DomainError `file.not-found` */
  async remove({ userId }: Principal, name: string): Promise<void> {
    const id = idOf('file', name);
    if (id === undefined || !(await this.files.remove(id, userId))) throw notFound(name);
  }

  /**
   * What a batch copies and makes takes room beside the files.
   * @param manager of the transaction that takes it
   * @throws DomainError `file.too-many`
   */
  async requireRoom({ userId }: Principal, bytes: number, manager: EntityManager): Promise<void> {
    const stored = await this.files.storedLocked(userId, manager);
    if (stored.bytes + bytes > this.env.BATCH_STORAGE_MB * 2 ** 20) throw this.full();
  }

  private async keep(
    userId: string,
    open: OpenUpload,
    type: string,
    onIgnored: (names: string[]) => void,
  ): Promise<BatchFile> {
    const parts = await readForm(open(), type);
    onIgnored([...new Set(parts.map(({ name }) => name).filter((name) => !FIELDS.includes(name)))]);
    const text = async (name: string) =>
      textOf(
        parts.find((part) => part.name === name),
        open,
      );
    const purpose = await text('purpose');
    if (purpose !== 'batch')
      throw refuse('purpose', 'must be batch: this portal keeps files for batches and nothing else');
    const keptMs = await this.keptMs(text);
    const file = parts.find(({ name, fileName }) => name === 'file' && fileName !== undefined);
    if (!file) throw refuse('file', 'must be a file');
    const { start, end } = file;
    const name = withoutControls(file.fileName!).slice(0, MAX_NAME_CHARS) || 'batch.jsonl';
    const bytes = start < end ? open({ start, end }) : [];
    const written = await this.files.write({ user_id: userId, name, purpose, keptMs }, bytes);
    const kept = await this.files.admit(written.id, userId, (stored) => this.fits(stored, written.bytes));
    if (!kept) throw this.full();
    return kept;
  }

  private async keptMs(text: (name: string) => Promise<string | undefined>): Promise<number> {
    const [anchor, seconds] = [await text(EXPIRES.anchor), await text(EXPIRES.seconds)];
    if (anchor === undefined && seconds === undefined) return this.env.BATCH_RETENTION_DAYS * DAY_S * 1_000;
    return keptSeconds({ anchor, seconds: Number(seconds) }, 'expires_after') * 1_000;
  }

  private fits({ files, bytes }: Stored, more: number): boolean {
    return files < this.env.BATCH_FILES_MAX && bytes + more <= this.env.BATCH_STORAGE_MB * 2 ** 20;
  }

  private full(): DomainError {
    return new DomainError(
      'file.too-many',
      `An account may keep ${this.env.BATCH_FILES_MAX} files of batches, with ${this.env.BATCH_STORAGE_MB} MiB in ` +
        'all; what batches under way hold counts too. Delete files that you no longer need: `DELETE /v1/files/…`.',
    );
  }
}

/** How long something is to be kept, in seconds. @throws DomainError `request.invalid` */
export function keptSeconds({ anchor, seconds }: { anchor?: unknown; seconds?: unknown }, at: string): number {
  if (anchor !== 'created_at') throw refuse(`${at}.anchor`, 'must be created_at');
  if (!Number.isInteger(seconds) || (seconds as number) < LEAST_KEPT_S || (seconds as number) > MOST_KEPT_S)
    throw refuse(`${at}.seconds`, `must be a whole number from ${LEAST_KEPT_S} to ${MOST_KEPT_S}`);
  return seconds as number;
}

async function textOf(part: FormPart | undefined, open: OpenUpload): Promise<string | undefined> {
  if (!part || part.start >= part.end) return undefined;
  const { start, end } = part;
  return (await buffer(open({ start, end: Math.min(end, start + MAX_FIELD_BYTES) }))).toString();
}

const notFound = (name: string): DomainError =>
  new DomainError(
    'file.not-found',
    `There is no file ${JSON.stringify(name.slice(0, 60))} of yours. It may have been deleted, or its time is over.`,
  );
