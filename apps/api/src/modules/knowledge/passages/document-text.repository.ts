import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Between, Repository } from 'typeorm';
import { FilePage, type KnowledgeFile } from '../files/file.entity.js';
import { FilePassage } from './passage.entity.js';
import type { Passage } from './retrieval.js';

/** Passages that are read at a time. */
const STEP = 200;

/** The text of documents in their own order, as passages. */
@Injectable()
export class DocumentTextRepository {
  constructor(@InjectRepository(FilePassage) private readonly passages: Repository<FilePassage>) {}

  /**
   * The passages of a file from its beginning. None says again what the one before it ends with.
   * @param chars as many as fit into so many characters, and at least one
   */
  async read({ id, name }: Pick<KnowledgeFile, 'id' | 'name'>, chars = Infinity): Promise<Passage[]> {
    const read: Passage[] = [];
    let left = chars;
    for (let from = 0; ; from += STEP) {
      const rows = await this.passages.find({
        where: { file_id: id, position: Between(from, from + STEP - 1) },
        select: { position: true, page: true, start_at: true, end_at: true, heading: true },
        order: { position: 'ASC' },
      });
      const pages = await this.pagesOf(id, rows);
      for (const { page, start_at, end_at, heading } of rows) {
        const last = read.at(-1);
        const start = last?.page === page ? Math.max(start_at, last.end) : start_at;
        const text = (pages.get(page) ?? '').slice(start, end_at);
        if (text.trim() === '') continue;
        left -= text.length;
        if (left < 0 && read.length > 0) return read;
        read.push({ file_id: id, name, page, heading, text, start, end: end_at, score: 0 });
      }
      if (rows.length < STEP) return read;
    }
  }

  private async pagesOf(fileId: string, rows: FilePassage[]): Promise<Map<number, string>> {
    if (rows.length === 0) return new Map();
    const numbers = rows.map(({ page }) => page);
    const pages = await this.passages.manager.findBy(FilePage, {
      file_id: fileId,
      page: Between(Math.min(...numbers), Math.max(...numbers)),
    });
    return new Map(pages.map(({ page, text }) => [page, text]));
  }
}
