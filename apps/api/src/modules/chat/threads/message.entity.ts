import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Usage } from '../../../llm/index.js';
import type { Timings } from '../../inference/index.js';
import type { FileReference } from '../../knowledge/index.js';

export const MESSAGE_STATUSES = ['queued', 'running', 'complete', 'stopped', 'failed'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'stopped', 'error'] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

/**
 * What the model got to read: its context length in tokens (`null` if unknown), and how many of the oldest messages did
 * not fit.
 */
export interface ContextUse {
  window: number | null;
  dropped_messages: number;
}

/** What `[mark]` in an answer stands for. */
export interface Citation {
  mark: number;
  file_id: string;
  /** The file's name then. */
  name: string;
  /** From 1. */
  page: number;
  quote: string;
  /** The quote's characters in the page's text: from, and up to, not including. */
  start: number;
  end: number;
}

/** What of a chat's documents the model got to read. */
export interface DocumentUse {
  /** All of them, the passages that fit, or nothing, because nothing fits. */
  used: 'whole' | 'passages' | 'none';
  /** How passages were found: by meaning and words, or by words alone. */
  by: 'hybrid' | 'text' | null;
  /** Estimated tokens that they take of the context. */
  tokens: number;
  /** Files that are still being read, or could not be. */
  unread: number;
  /** Files that are not there any more. */
  removed: number;
}

export const FEEDBACKS = ['good', 'bad'] as const;
export type Feedback = (typeof FEEDBACKS)[number];

/** Why an answer failed, as reported at the time. */
export interface StoredProblem {
  code: string;
  title: string;
  detail: string;
  /** The request that failed, as the log knows it; answers of earlier versions have none. */
  request_id?: string;
}

/** A node of the thread's tree: every question references the answer it follows, every answer its question. */
@Entity('chat_messages')
@Check('chat_messages_role_check', `role IN ('user', 'assistant')`)
@Check('chat_messages_status_check', `status IN ('queued', 'running', 'complete', 'stopped', 'failed')`)
@Check('chat_messages_finish_reason_check', `finish_reason IN ('stop', 'length', 'tool_calls', 'stopped', 'error')`)
@Check('chat_messages_feedback_check', `feedback IN ('good', 'bad')`)
@Index('chat_messages_search_idx', { synchronize: false }) // GIN, which TypeORM cannot describe.
@Index('chat_messages_files_idx', { synchronize: false }) // GIN.
@Index('chat_messages_thread_id_idx', ['thread_id', 'id'])
@Index('chat_messages_client_id_key', ['user_id', 'client_message_id'], {
  unique: true,
  where: 'client_message_id IS NOT NULL',
})
@Index('chat_messages_unfinished_idx', ['heartbeat_at'], { where: "status IN ('queued', 'running')" })
export class ChatMessage {
  /** UUID v7: ids sort by time of creation. */
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('ChatThread', { onDelete: 'CASCADE', name: 'chat_messages_thread_id_fkey' })
  @Column('uuid')
  thread_id: string;

  /** The thread's owner, so that a question of one table says whose a message is. */
  @Column('uuid')
  user_id: string;

  @Column('uuid', { nullable: true })
  parent_id: string | null;

  @Column('text')
  role: 'user' | 'assistant';

  @Column('text', { default: '' })
  content: string;

  @Column('text', { nullable: true })
  thinking: string | null;

  /** Base64 images of a question. */
  @Column('text', { array: true, nullable: true })
  images: string[] | null;

  /** Files of a question. */
  @Column('jsonb', { nullable: true })
  files: FileReference[] | null;

  /** What the marks of an answer stand for. */
  @Column('jsonb', { nullable: true })
  citations: Citation[] | null;

  /** For an answer in a chat with documents. */
  @Column('jsonb', { nullable: true })
  documents: DocumentUse | null;

  @Column('text', { nullable: true })
  model: string | null;

  /** The model that was asked for and was out: `model` answered in its place. */
  @Column('text', { nullable: true })
  fallback_for: string | null;

  @Column('text')
  status: MessageStatus;

  @Column('text', { nullable: true })
  finish_reason: FinishReason | null;

  /** The run that writes, or wrote, this answer. */
  @Column('uuid', { nullable: true })
  run_id: string | null;

  /** Chosen by the client: the same id again is a retry, not a second question. */
  @Column('text', { nullable: true })
  client_message_id: string | null;

  /**
   * The column of this answer beside those of other models to the same question, from 0; null once a person has chosen
   * among them, and for every other message.
   */
  @Column('smallint', { nullable: true })
  compare_place: number | null;

  @Column('jsonb', { nullable: true })
  usage: Usage | null;

  @Column('jsonb', { nullable: true })
  timings: Timings | null;

  @Column('jsonb', { nullable: true })
  error: StoredProblem | null;

  /** Set when the answer came from the cache: when the cached answer was made. */
  @Column('timestamptz', { nullable: true })
  cached_from: Date | null;

  @Column('jsonb', { nullable: true })
  context: ContextUse | null;

  /** The reader's rating of an answer. */
  @Column('text', { nullable: true })
  feedback: Feedback | null;

  /** A person edited the text. */
  @Column('timestamptz', { nullable: true })
  edited_at: Date | null;

  /** Words of the text and the owner, maintained by a trigger; empty while the answer is in progress. */
  @Column({ type: 'tsvector', nullable: true, select: false, insert: false, update: false })
  search?: never;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  /** Latest heartbeat of the process that writes this answer. */
  @Column('timestamptz', { nullable: true })
  heartbeat_at: Date | null;
}

/** The columns of a message that nothing has filled yet. */
export const BARE_MESSAGE = {
  thinking: null,
  images: null,
  files: null,
  citations: null,
  documents: null,
  model: null,
  fallback_for: null,
  finish_reason: null,
  run_id: null,
  client_message_id: null,
  compare_place: null,
  usage: null,
  timings: null,
  error: null,
  cached_from: null,
  context: null,
  feedback: null,
  edited_at: null,
  heartbeat_at: null,
} satisfies Partial<ChatMessage>;
