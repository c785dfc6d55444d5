import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who may read a share: everybody with an account here, members of one group, or whoever has the link. */
export const SHARE_LEVELS = ['members', 'group', 'link'] as const;
export type ShareLevel = (typeof SHARE_LEVELS)[number];

/** A message of a frozen copy: what others get to read of it, and nothing else. */
export interface FrozenMessage {
  role: 'user' | 'assistant';
  content: string;
  /** Only if the owner shares how the model thought. */
  thinking: string | null;
  /** Base64. */
  images: string[] | null;
  /** Name of the model that answered. */
  model: string | null;
  /** ISO 8601. */
  created_at: string;
}

/** A frozen copy of one branch of a thread, which others may read. The thread may change or go: the copy does not. */
@Entity('chat_shares')
@Check('chat_shares_level_check', `level IN ('members', 'group', 'link')`)
export class ChatShare {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_shares_user_id_fkey' })
  @Index('chat_shares_user_id_idx')
  @Column('uuid')
  user_id: string;

  /** What it was copied from; null once that is deleted. */
  @ForeignKey('ChatThread', { onDelete: 'SET NULL', name: 'chat_shares_thread_id_fkey' })
  @Index('chat_shares_thread_id_idx')
  @Column('uuid', { nullable: true })
  thread_id: string | null;

  /** SHA-256 of the secret in the link. */
  @Index('chat_shares_token_hash_key', { unique: true })
  @Column('text')
  token_hash: string;

  @Column('text')
  level: ShareLevel;

  /** With the level `group`: which one. Null once it is deleted: then the share is for nobody. */
  @ForeignKey('Group', { onDelete: 'SET NULL', name: 'chat_shares_group_id_fkey' })
  @Index('chat_shares_group_id_idx')
  @Column('uuid', { nullable: true })
  group_id: string | null;

  @Column('text')
  title: string;

  /** Name of the owner, if they want it to be shown. */
  @Column('text', { nullable: true })
  author: string | null;

  /** Only if the owner shares it. */
  @Column('text', { nullable: true })
  system_prompt: string | null;

  /** Empty once the share has ended. */
  @Column('jsonb')
  messages: FrozenMessage[];

  @Column('integer')
  message_count: number;

  /** How often others have read it. */
  @Column('integer', { default: 0 })
  views: number;

  @Column('timestamptz', { nullable: true })
  last_viewed_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  /** Null: never. */
  @Column('timestamptz', { nullable: true })
  expires_at: Date | null;

  @Column('timestamptz', { nullable: true })
  revoked_at: Date | null;
}
