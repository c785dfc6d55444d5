import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Page } from '../../../common/http/paging.js';
import { Changes } from '../../../common/redis/changes.js';
import { FileAccess } from './file-access.js';
import { FileBytesRepository } from './file-bytes.repository.js';
import {
  toFileDto,
  toFilePageDto,
  toListedFileDto,
  type FileDto,
  type FilePageDto,
  type FileQueryDto,
  type ListedFileDto,
} from './file.dto.js';
import type { KnowledgeFile } from './file.entity.js';
import { FileRepository } from './file.repository.js';

/** What a request gets of a file: all of it, or a part. */
export interface FileContent {
  file: KnowledgeFile;
  bytes: Readable;
  /** The part: from, and up to, not including; of so many. */
  range?: { start: number; end: number };
  size: number;
}

/** The files of people, once they are there. */
@Injectable()
export class FilesService {
  constructor(
    private readonly files: FileRepository,
    private readonly bytes: FileBytesRepository,
    private readonly access: FileAccess,
    private readonly changes: Changes,
  ) {}

  async list({ userId }: Principal, query: FileQueryDto): Promise<Page<ListedFileDto>> {
    const { rows, nextCursor } = await this.files.list(userId, query);
    return { rows: rows.map(toListedFileDto), nextCursor };
  }

  /** @throws DomainError `file.not-found`, also for somebody else's */
  async find(caller: Principal, id: string): Promise<FileDto> {
    return toFileDto(await this.access.read(caller, id));
  }

  /**
   * @param range value of the header; one that cannot be met is left out of account
   * @throws DomainError `file.not-found`, `file.not-ready`
   */
  async content(caller: Principal, id: string, range: string | undefined): Promise<FileContent> {
    const file = await this.access.read(caller, id);
    if (file.state === 'uploading')
      throw new DomainError('file.not-ready', 'The file is still being uploaded. Wait until it is whole.');
    if (file.fault === 'infected')
      throw new DomainError('file.not-ready', 'The virus scanner found something in the file, so nobody gets it.');
    const size = Number(file.bytes);
    const part = rangeOf(range, size);
    const bytes = Readable.from(this.bytes.read(id, part?.start, part?.end), { objectMode: false });
    return { file, bytes, range: part, size };
  }

  /** @throws DomainError `file.not-found`, `file.no-page` */
  async page(caller: Principal, id: string, page: number): Promise<FilePageDto> {
    const file = await this.access.read(caller, id);
    const found = await this.files.page(file.id, page);
    if (!found) throw new DomainError('file.no-page', `The text of page ${page} is not there.`);
    return toFilePageDto(found);
  }

  /** @throws DomainError `file.not-found`, `file.not-ready` */
  async retry(caller: Principal, id: string): Promise<FileDto> {
    const file = await this.access.write(caller, id);
    const wasScanned = !file.fault?.startsWith('scanner-');
    // What a picture is was seen when it came.
    const canBeRead =
      file.fault !== 'unsupported' && file.fault !== 'infected' && !(file.kind === 'image' && wasScanned);
    if (!canBeRead || !(await this.files.retry(file.id)))
      throw new DomainError('file.not-ready', 'Only a file whose reading failed can be read once more.');
    this.changes.announce('files');
    this.changes.announce('files', id);
    return this.find(caller, id);
  }

  /** @throws DomainError `file.not-found` */
  async remove(caller: Principal, id: string): Promise<void> {
    await this.files.remove((await this.access.write(caller, id)).id);
    this.changes.announce('files', id);
  }
}

/** The one part of a file that a header asks for. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(Number(to) + 1, size);
  return start < end ? { start, end } : undefined;
}
