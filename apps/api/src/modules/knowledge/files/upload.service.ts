import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { readForm } from '../../../common/http/multipart.js';
import { UploadSpool, type OpenUpload } from '../../../common/http/upload-spool.js';
import { validationPipe } from '../../../common/http/validation.js';
import { Changes } from '../../../common/redis/changes.js';
import { Turns } from '../../../common/turns.js';
import { ENV, type Env } from '../../../config/env.js';
import { SettingsService } from '../../settings/index.js';
import { FileAccess } from './file-access.js';
import { FileBytesRepository } from './file-bytes.repository.js';
import { FileOpenDto, type FileStorageDto } from './file.dto.js';
import type { KnowledgeFile } from './file.entity.js';
import { FileRepository, type Stored } from './file.repository.js';
import { fileName, isShowable, sniff } from './media-type.js';

/** Largest form; a larger file is sent in parts. */
const MOST_FORM_BYTES = 8 * 2 ** 20;
/** Forms on the disk at the same time, of one account and of all; further ones wait unread. */
const MOST_FORMS = 2;
const MOST_FORMS_OF_ALL = 8;
/** Uploads of one account that are under way. */
const MOST_UPLOADS = 25;
/** The name of the part of an Office document that a password hides. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Takes files in: small ones as a form, any as JSON that says what will come, and then its bytes from where they broke
 * off.
 */
@Injectable()
export class UploadService {
  private readonly turns = new Turns(MOST_FORMS, MOST_FORMS_OF_ALL);

  constructor(
    private readonly files: FileRepository,
    private readonly bytes: FileBytesRepository,
    private readonly access: FileAccess,
    private readonly spool: UploadSpool,
    private readonly settings: SettingsService,
    private readonly changes: Changes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * @param body a form as a stream, or the fields of a `FileOpenDto`
   * @throws DomainError `request.invalid`, `request.too-large`, `file.empty`, `file.too-large`, `file.storage-full`,
   *   `file.too-many`
   */
  async add(caller: Principal, body: unknown, type: string): Promise<KnowledgeFile> {
    if (!(body instanceof Readable)) {
      const fields = (await validationPipe().transform(body, { type: 'body', metatype: FileOpenDto })) as FileOpenDto;
      return this.open(caller, fields);
    }
    return this.turns.take(caller.userId, () =>
      this.spool.hold(body, (open) => this.addForm(caller, open, type), { maxBytes: MOST_FORM_BYTES, share: 0.25 }),
    );
  }

  /**
   * Takes bytes of an upload; the last of them make it a file.
   * @param given bytes that its sender knows to be there, as its header says
   * @throws DomainError `file.not-found`, `request.invalid`, `file.offset`, `file.too-large`, `request.aborted`
   */
  async append(caller: Principal, id: string, given: string | undefined, body: unknown): Promise<KnowledgeFile> {
    const file = await this.access.write(caller, id);
    const offset = readOffset(given);
    if (file.state !== 'uploading' || Number(file.received) !== offset) throw elsewhere(file);
    const left = Number(file.bytes) - offset;
    const stream = body instanceof Readable ? bounded(body, left) : nothing();
    const received = await this.bytes.append(id, offset, stream);
    if (received === undefined) throw elsewhere(await this.access.write(caller, id));
    if (received === Number(file.bytes)) await this.finish({ ...file, received: String(received) });
    return this.access.write(caller, id);
  }

  async storage({ userId }: Principal): Promise<FileStorageDto> {
    const { files, bytes } = await this.files.stored(userId);
    return {
      files,
      bytes,
      max_bytes: (await this.settings.get('file_storage_mb')) * 2 ** 20,
      max_files: this.env.FILES_MAX,
      max_file_bytes: this.env.FILE_MAX_MB * 2 ** 20,
    };
  }

  private async open({ userId }: Principal, { name, bytes, temporary = false }: FileOpenDto): Promise<KnowledgeFile> {
    if (bytes === 0) throw new DomainError('file.empty', 'There is nothing in the file. Choose another one.');
    const most = this.env.FILE_MAX_MB;
    if (bytes > most * 2 ** 20)
      throw new DomainError('file.too-large', `The file is larger than ${most} MiB. Upload a part of it.`);
    const room = await this.settings.get('file_storage_mb');
    const file = { id: newId(), user_id: userId, name: fileName(name), media_type: 'application/octet-stream' };
    return this.files.add({ ...file, bytes: String(bytes), temporary }, (stored) => this.require(stored, bytes, room));
  }

  private require(stored: Stored, bytes: number, room: number): void {
    if (stored.bytes + bytes > room * 2 ** 20)
      throw new DomainError(
        'file.storage-full',
        room === 0
          ? 'The administrator has switched files off.'
          : `Your files may take ${room} MiB in all. Delete some that you no longer need.`,
      );
    if (stored.files >= this.env.FILES_MAX)
      throw new DomainError('file.too-many', `You have ${stored.files} files, and no more may be. Delete some.`);
    if (stored.uploading >= MOST_UPLOADS)
      throw new DomainError(
        'file.too-many',
        `${stored.uploading} uploads of yours are under way. Wait for one to end.`,
      );
  }

  private async addForm(caller: Principal, open: OpenUpload, type: string): Promise<KnowledgeFile> {
    const parts = await readForm(open(), type);
    const form = parts.filter(({ fileName: given }) => given !== undefined);
    const [part] = form;
    if (!part || form.length > 1 || part.name !== 'file')
      throw new DomainError('request.invalid', 'The form must hold one file, named file.', {
        errors: [{ pointer: '/file', message: 'must be one file' }],
      });
    const flag = parts.find(({ name }) => name === 'temporary');
    const temporary = flag !== undefined && flag.end - flag.start === 'true'.length;
    const file = await this.open(caller, { name: part.fileName!, bytes: part.end - part.start, temporary });
    await this.bytes.append(file.id, 0, open({ start: part.start, end: part.end }));
    await this.finish({ ...file, received: file.bytes });
    return this.access.write(caller, file.id);
  }

  private async finish({ id, name, state }: KnowledgeFile): Promise<void> {
    if (state !== 'uploading') return;
    const hash = createHash('sha256');
    let head: Buffer | undefined;
    let isEncrypted = false;
    for await (const data of this.bytes.read(id)) {
      head ??= data;
      hash.update(data);
      isEncrypted ||= data.includes(ENCRYPTED);
    }
    const { mediaType, kind, isSupported } = sniff(head!, name);
    const found = { media_type: mediaType, kind, sha256: hash.digest() };
    const fault = !isSupported
      ? isEncrypted
        ? ('encrypted' as const)
        : ('unsupported' as const)
      : kind === 'image' && !isShowable(head!, mediaType)
        ? ('broken' as const)
        : null;
    // A picture has no text, but a scanner looks at it too.
    const isDone = kind === 'image' && this.env.CLAMD_ADDRESS === undefined;
    await this.files.uploaded(id, { ...found, fault, state: fault ? 'failed' : isDone ? 'ready' : 'queued' });
    this.changes.announce('files');
    this.changes.announce('files', id);
  }
}

function readOffset(header: string | undefined): number {
  if (header !== undefined && /^\d{1,15}$/.test(header)) return Number(header);
  throw new DomainError('request.invalid', 'Upload-Offset must say how many bytes are there.', {
    errors: [{ pointer: '/Upload-Offset', message: 'must be a number of bytes' }],
  });
}

/** The bytes of a request, of which no more than these may come. */
async function* bounded(body: Readable, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most)
        throw new DomainError('file.too-large', 'More bytes came than the upload was said to have. Begin it again.');
      yield piece;
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('request.aborted', 'The bytes broke off. Go on from where the upload is.', { cause: error });
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

const elsewhere = ({ received, state }: KnowledgeFile): DomainError =>
  new DomainError(
    'file.offset',
    state === 'uploading'
      ? `The upload goes on at byte ${received}: send that as Upload-Offset, and the bytes from there.`
      : 'The upload is whole.',
    { members: { received: Number(received) } },
  );
