import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('chat_threads')
@Index('chat_threads_listing_idx', ['user_id', 'archived', 'pinned', 'updated_at', 'id'])
export class ChatThread {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_threads_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  title: string;

  /** A person gave the title; the machine leaves it alone from then on. */
  @Column('boolean', { default: false })
  title_is_manual: boolean;

  @Column('text', { nullable: true })
  model_used: string | null;

  /** Kept beside the thread so that a list never reads messages. */
  @Column('integer', { default: 0 })
  message_count: number;

  /** The newest message of the branch that is shown. */
  @Column('uuid', { nullable: true })
  active_leaf_id: string | null;

  @Column('text', { nullable: true })
  system_prompt: string | null;

  @Column('boolean', { default: false })
  pinned: boolean;

  @Column('boolean', { default: false })
  archived: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
