import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A browser that wants to know when an answer is ready. It belongs to the session that asked for it. */
@Entity('push_subscriptions')
export class PushSubscription {
  @PrimaryColumn('uuid')
  id: string;

  @Index('push_subscriptions_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'push_subscriptions_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Index('push_subscriptions_session_id_key', { unique: true })
  @ForeignKey('Session', { onDelete: 'CASCADE', name: 'push_subscriptions_session_id_fkey' })
  @Column('uuid')
  session_id: string;

  @Index('push_subscriptions_endpoint_key', { unique: true })
  @Column('text')
  endpoint: string;

  @Column('text')
  p256dh: string;

  @Column('text')
  auth: string;

  /** Whether the message names the chat. Never its text. */
  @Column('boolean')
  with_title: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}
