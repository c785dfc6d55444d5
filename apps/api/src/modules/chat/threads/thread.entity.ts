import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ChatOptions } from '../../../llm/index.js';

@Entity('chat_threads')
@Index('chat_threads_listing_idx', ['user_id', 'archived', 'pinned', 'updated_at', 'id'])
@Index('chat_threads_import_key_key', ['user_id', 'import_key'], { unique: true, where: 'import_key IS NOT NULL' })
@Index('chat_threads_search_idx', { synchronize: false }) // GIN, which TypeORM cannot describe.
@Index('chat_threads_age_idx', ['updated_at'])
@Index('chat_threads_queue_open_idx', ['updated_at'], { where: 'queue_open' })
@Index('chat_threads_temporary_idx', ['updated_at'], { where: 'temporary' })
export class ChatThread {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_threads_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  title: string;

  /** A person set the title; it is never replaced automatically. */
  @Column('boolean', { default: false })
  title_is_manual: boolean;

  @Column('text', { nullable: true })
  model_used: string | null;

  /** Stored with the thread so that a list never reads messages. */
  @Column('integer', { default: 0 })
  message_count: number;

  /** The newest message of the shown branch. */
  @Column('uuid', { nullable: true })
  active_leaf_id: string | null;

  @Column('text', { nullable: true })
  system_prompt: string | null;

  /** Options of every answer in this thread; a request's options override them, and they override the model's. */
  @Column('jsonb', { nullable: true })
  options: ChatOptions | null;

  @Column('boolean', { default: false })
  pinned: boolean;

  @Column('boolean', { default: false })
  archived: boolean;

  /** Temporary: in no list, search or export, and deleted after a day. */
  @Column('boolean', { default: false })
  temporary: boolean;

  /** Source of an imported thread, so that a second import finds it. */
  @Column('text', { nullable: true })
  import_key: string | null;

  /**
   * The messages that wait are asked as soon as the answer in progress ends. False: they are held until a person asks
   * them. Written by those who have the thread locked; nobody reads it with a thread.
   */
  @Column('boolean', { default: false, select: false })
  queue_open?: boolean;

  /** Words of the title and the owner, maintained by a trigger. */
  @Column({ type: 'tsvector', nullable: true, select: false, insert: false, update: false })
  search?: never;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
