import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One request, or one audited event. Bodies of chats never come in here. */
@Entity('logs')
@Index('logs_created_at_idx', ['created_at', 'id'])
@Index('logs_user_id_idx', ['user_id', 'created_at'])
export class LogEntry {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { nullable: true })
  user_id: string | null;

  /** The name at that time: it stays readable when the account is gone. */
  @Column('text', { nullable: true })
  username: string | null;

  /** `area.verb`, e.g. `chat.send`, `auth.login`, `user.role-changed`. */
  @Column('text')
  action: string;

  @Column('text')
  endpoint: string;

  @Column('text')
  method: string;

  @Column('integer')
  status_code: number;

  @Column('jsonb', { nullable: true })
  metadata: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  ip_address: string | null;

  @Column('text', { nullable: true })
  user_agent: string | null;

  @Column('double precision')
  duration_ms: number;

  @Column('uuid', { nullable: true })
  request_id: string | null;

  @Column('timestamptz')
  created_at: Date;
}
