import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { QueuedMessage } from './queued-message.entity.js';

/** Reads the messages that wait for a person's export. */
@Injectable()
export class QueuedExportRepository {
  constructor(@InjectRepository(QueuedMessage) private readonly messages: Repository<QueuedMessage>) {}

  /** How many bytes the waiting messages of threads have at most as JSON; threads without any are absent. */
  async sizes(threadIds: string[]): Promise<Map<string, number>> {
    const rows: { thread_id: string; bytes: string }[] = await this.messages.query(
      `SELECT thread_id, sum(4096 + 6 * octet_length(prompt)
         + coalesce(octet_length(array_to_string(images, '","')), 0)) bytes
       FROM chat_queued_messages WHERE thread_id = ANY($1) GROUP BY thread_id`,
      [threadIds],
    );
    return new Map(rows.map(({ thread_id, bytes }) => [thread_id, Number(bytes)]));
  }

  /** Those of a thread in their order, one at a time: each may have pictures of 8 MiB. */
  async *ofThread(threadId: string): AsyncGenerator<QueuedMessage> {
    const waiting = await this.messages.find({
      where: { thread_id: threadId },
      select: { id: true },
      order: { position: 'ASC' },
    });
    for (const { id } of waiting) {
      // It may have been asked meanwhile.
      const message = await this.messages.findOneBy({ id });
      if (message) yield message;
    }
  }
}
