import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { FilePart, KnowledgeFile, PART_BYTES } from './file.entity.js';

/** The bytes of files: rows of one size, so that any of them is found by its place. */
@Injectable()
export class FileBytesRepository {
  constructor(@InjectRepository(KnowledgeFile) private readonly files: Repository<KnowledgeFile>) {}

  /**
   * Adds bytes to an upload as they come; what has come stays when they break off.
   * @param from bytes that are there
   * @returns bytes that are there now; `undefined` when others were added meanwhile, or it is no upload any more
   */
  async append(id: string, from: number, bytes: AsyncIterable<Buffer>): Promise<number | undefined> {
    let position = Math.floor(from / PART_BYTES);
    let rest: Buffer = (from % PART_BYTES > 0 && (await this.part(id, position))) || Buffer.alloc(0);
    let received = from;
    const keep = async (data: Buffer): Promise<boolean> => {
      const now = position * PART_BYTES + data.length;
      if (now <= received) return true;
      if (!(await this.write(id, position, data, received, now))) return false;
      received = now;
      return true;
    };
    try {
      for await (const piece of bytes) {
        rest = Buffer.concat([rest, piece]);
        for (; rest.length >= PART_BYTES; rest = rest.subarray(PART_BYTES), position++)
          if (!(await keep(rest.subarray(0, PART_BYTES)))) return undefined;
      }
    } catch (error) {
      await keep(rest.subarray(0, PART_BYTES)).catch(() => undefined);
      throw error;
    }
    return (await keep(rest)) ? received : undefined;
  }

  /** Whoever comes first with bytes for a place has it. */
  private write(id: string, position: number, data: Buffer, from: number, to: number): Promise<boolean> {
    return this.files.manager.transaction(async (manager) => {
      const change = { received: String(to), updated_at: () => 'now()' };
      const { affected } = await manager.update(
        KnowledgeFile,
        { id, state: 'uploading', received: String(from) },
        change,
      );
      if (affected !== 1) return false;
      await manager.upsert(FilePart, { file_id: id, position, data }, ['file_id', 'position']);
      return true;
    });
  }

  /** A part's bytes. */
  async part(id: string, position: number): Promise<Buffer | undefined> {
    return (await this.files.manager.findOneBy(FilePart, { file_id: id, position }))?.data;
  }

  /** The bytes from `start` up to, not including, `end`, a row at a time as they are asked for. */
  async *read(id: string, start = 0, end = Infinity): AsyncGenerator<Buffer> {
    for (let position = Math.floor(start / PART_BYTES); position * PART_BYTES < end; position++) {
      const data = await this.part(id, position);
      if (!data) return;
      const at = position * PART_BYTES;
      yield data.subarray(Math.max(start - at, 0), Math.min(end - at, data.length));
    }
  }
}
