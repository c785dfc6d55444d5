import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, MoreThan, Repository } from 'typeorm';
import type { ChatMessage } from '../../../../llm/index.js';
import { StoredResponse } from './stored-response.entity.js';

/** Longest chain that is followed, and most bytes of it: it becomes one prompt. */
const MAX_CHAIN = 1_000;
const MAX_CHAIN_BYTES = 16 * 2 ** 20;
/** Of one person; beyond it the oldest go. */
const MAX_KEPT = 2_000;
const MAX_KEPT_BYTES = 256 * 2 ** 20;

/** From a response back to the first one, oldest first; the messages only if all of them are within the bounds. */
const CHAIN = `
WITH RECURSIVE chain AS (
  SELECT id, previous_id, bytes::bigint AS total, 1 AS depth FROM stored_responses
    WHERE id = $1 AND user_id = $2 AND expires_at > now()
  UNION ALL
  SELECT s.id, s.previous_id, c.total + s.bytes, c.depth + 1
    FROM stored_responses s JOIN chain c ON s.id = c.previous_id
    WHERE s.user_id = $2 AND s.expires_at > now() AND c.depth < ${MAX_CHAIN} AND c.total <= ${MAX_CHAIN_BYTES}
), fitting AS (SELECT max(total) <= ${MAX_CHAIN_BYTES} AND max(depth) < ${MAX_CHAIN} AS fits FROM chain)
SELECT c.previous_id, f.fits, s.messages FROM chain c CROSS JOIN fitting f
  LEFT JOIN stored_responses s ON s.id = c.id AND f.fits
ORDER BY c.depth DESC`;

const REMOVE_OLDEST = `
DELETE FROM stored_responses WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS total FROM stored_responses
      WHERE user_id = $1 WINDOW newest AS (ORDER BY created_at DESC, id DESC)
  ) ranked WHERE place > ${MAX_KEPT} OR total > ${MAX_KEPT_BYTES}
)`;

@Injectable()
export class StoredResponseRepository {
  constructor(@InjectRepository(StoredResponse) private readonly responses: Repository<StoredResponse>) {}

  async add(response: Omit<StoredResponse, 'created_at'>): Promise<void> {
    await this.responses.save(this.responses.create(response), { reload: false });
    await this.responses.query(REMOVE_OLDEST, [response.user_id]);
  }

  find(id: string, userId: string): Promise<StoredResponse | null> {
    return this.responses.findOneBy({ id, user_id: userId, expires_at: MoreThan(new Date()) });
  }

  /** @returns the conversation up to this response; `gone` when it, or one that it continues, does not exist */
  async conversation(id: string, userId: string): Promise<ChatMessage[] | 'gone' | 'too-long'> {
    const rows = (await this.responses.query(CHAIN, [id, userId])) as {
      previous_id: string | null;
      fits: boolean;
      messages: ChatMessage[];
    }[];
    const [first] = rows;
    if (first && !first.fits) return 'too-long';
    return first?.previous_id === null ? rows.flatMap(({ messages }) => messages) : 'gone';
  }

  /** @returns whether there was one */
  async remove(id: string, userId: string): Promise<boolean> {
    return (await this.responses.delete({ id, user_id: userId })).affected === 1;
  }

  async removeExpired(): Promise<void> {
    await this.responses.delete({ expires_at: LessThan(new Date()) });
  }
}
