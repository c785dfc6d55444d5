import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, MoreThan, Repository } from 'typeorm';
import type { ChatMessage } from '../../../../llm/index.js';
import { StoredResponse } from './stored-response.entity.js';

/** Longest chain that is followed. */
const MAX_CHAIN = 1_000;

/** From a response back to the first one, oldest first. */
const CHAIN = `
WITH RECURSIVE chain AS (
  SELECT id, previous_id, messages, 1 AS depth FROM stored_responses
    WHERE id = $1 AND user_id = $2 AND expires_at > now()
  UNION ALL
  SELECT s.id, s.previous_id, s.messages, depth + 1 FROM stored_responses s JOIN chain c ON s.id = c.previous_id
    WHERE s.user_id = $2 AND s.expires_at > now() AND depth < ${MAX_CHAIN}
)
SELECT previous_id, messages FROM chain ORDER BY depth DESC`;

@Injectable()
export class StoredResponseRepository {
  constructor(@InjectRepository(StoredResponse) private readonly responses: Repository<StoredResponse>) {}

  async add(response: Omit<StoredResponse, 'created_at'>): Promise<void> {
    await this.responses.save(this.responses.create(response), { reload: false });
  }

  find(id: string, userId: string): Promise<StoredResponse | null> {
    return this.responses.findOneBy({ id, user_id: userId, expires_at: MoreThan(new Date()) });
  }

  /** @returns the conversation up to this response; `undefined` when it, or one that it continues, is gone */
  async conversation(id: string, userId: string): Promise<ChatMessage[] | undefined> {
    const rows = (await this.responses.query(CHAIN, [id, userId])) as {
      previous_id: string | null;
      messages: ChatMessage[];
    }[];
    return rows[0]?.previous_id === null ? rows.flatMap(({ messages }) => messages) : undefined;
  }

  /** @returns whether there was one */
  async remove(id: string, userId: string): Promise<boolean> {
    return (await this.responses.delete({ id, user_id: userId })).affected === 1;
  }

  async removeExpired(): Promise<void> {
    await this.responses.delete({ expires_at: LessThan(new Date()) });
  }
}
