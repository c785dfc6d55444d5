import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { KnowledgeFile } from './file.entity.js';
import { FileRepository } from './file.repository.js';

/** The one place that decides which files somebody may read: lists, contents, searches and answers all ask it. */
@Injectable()
export class FileAccess {
  constructor(private readonly files: FileRepository) {}

  /** Those of these files that this person may read now, in this order; others are left out. */
  async readable({ userId }: Pick<Principal, 'userId'>, ids: readonly string[]): Promise<KnowledgeFile[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.files.ofOwner(userId, ids)).map((file) => [file.id, file]));
    return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
  }

  /** As `readable`, when all must be there. @throws DomainError `file.not-found` */
  async require(principal: Pick<Principal, 'userId'>, ids: readonly string[]): Promise<KnowledgeFile[]> {
    const files = await this.readable(principal, ids);
    if (files.length < new Set(ids).size)
      throw new DomainError('file.not-found', 'A file of this question is not there. Remove it, or upload it again.');
    return files;
  }

  /** A file that this person may read. @throws DomainError `file.not-found` */
  async read(principal: Pick<Principal, 'userId'>, id: string): Promise<KnowledgeFile> {
    const [file] = await this.readable(principal, [id]);
    if (!file) throw new DomainError('file.not-found', 'You have no such file. It may have been deleted.');
    return file;
  }

  /** A file that this person may upload, have read again and delete. @throws DomainError `file.not-found` */
  write(principal: Pick<Principal, 'userId'>, id: string): Promise<KnowledgeFile> {
    return this.read(principal, id);
  }
}
