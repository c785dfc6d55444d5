import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ChatOptions } from '../../../llm/index.js';
import type { FileReference } from '../../knowledge/index.js';

/** Why a message was not asked when its turn came. */
export interface QueueProblem {
  code: string;
  title: string;
  detail: string;
}

/** A question that waits until the answer before it ends. It leaves the table in the transaction that asks it. */
@Entity('chat_queued_messages')
@Index('chat_queued_messages_place_idx', ['thread_id', 'position'])
@Index('chat_queued_messages_user_id_idx', ['user_id'])
@Index('chat_queued_messages_client_id_key', ['user_id', 'client_message_id'], {
  unique: true,
  where: 'client_message_id IS NOT NULL',
})
export class QueuedMessage {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('ChatThread', { onDelete: 'CASCADE', name: 'chat_queued_messages_thread_id_fkey' })
  @Column('uuid')
  thread_id: string;

  /** The thread's owner. */
  @Column('uuid')
  user_id: string;

  /** The smallest of a thread is asked first; there may be gaps. */
  @Column('integer')
  position: number;

  @Column('text')
  prompt: string;

  /** Base64 images. */
  @Column('text', { array: true, nullable: true })
  images: string[] | null;

  @Column('jsonb', { nullable: true })
  files: FileReference[] | null;

  /** The model to ask; null: the thread's. */
  @Column('text', { nullable: true })
  model: string | null;

  @Column('jsonb', { nullable: true })
  options: ChatOptions | null;

  @Column('boolean', { default: true })
  use_cache: boolean;

  @Column('text', { nullable: true })
  client_message_id: string | null;

  /** The session, or the API key, on whose behalf it is asked: its rights are looked up again when its turn comes. */
  @Column('uuid', { nullable: true })
  session_id: string | null;

  @Column('uuid', { nullable: true })
  key_id: string | null;

  /** The request that put it here, as the log knows it. */
  @Column('text')
  request_id: string;

  @Column('jsonb', { nullable: true })
  problem: QueueProblem | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}
