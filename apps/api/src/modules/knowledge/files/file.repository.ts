import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { FilePage, KnowledgeFile } from './file.entity.js';

/** The rows of files. */
@Injectable()
export class FileRepository {
  constructor(@InjectRepository(KnowledgeFile) private readonly files: Repository<KnowledgeFile>) {}

  /** Those of these files that the person owns. */
  ofOwner(userId: string, ids: readonly string[]): Promise<KnowledgeFile[]> {
    return this.files.findBy({ id: In([...ids]), user_id: userId });
  }

  /** The text of a file's pages, in order. */
  pages(fileId: string): Promise<FilePage[]> {
    return this.files.manager.find(FilePage, { where: { file_id: fileId }, order: { page: 'ASC' } });
  }
}
