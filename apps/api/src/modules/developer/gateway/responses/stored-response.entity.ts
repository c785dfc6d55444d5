import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ChatMessage } from '../../../../llm/index.js';

/** A response of `/v1/responses` that its owner may fetch, delete and continue. */
@Entity('stored_responses')
@Index('stored_responses_expires_at_idx', ['expires_at'])
export class StoredResponse {
  @PrimaryColumn('uuid')
  id: string;

  @Index('stored_responses_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'stored_responses_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** The response that it continues. It may be gone; then this one can no longer be continued. */
  @Column('uuid', { nullable: true })
  previous_id: string | null;

  /** What the caller got. */
  @Column('jsonb')
  response: Record<string, unknown>;

  /** Its own input, and its output: the conversation so far is those of the whole chain. */
  @Column('jsonb')
  messages: ChatMessage[];

  /** Of `response` and `messages` as JSON. */
  @Column('integer')
  bytes: number;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  expires_at: Date;
}
