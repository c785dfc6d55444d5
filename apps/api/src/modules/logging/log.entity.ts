import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One request. Never contains bodies. The table is partitioned by month of `created_at`. */
@Entity('logs')
@Index('logs_user_id_idx', ['user_id', 'created_at', 'id'])
@Index('logs_username_idx', ['username', 'created_at', 'id'])
@Index('logs_action_idx', ['action', 'created_at', 'id'])
@Index('logs_endpoint_idx', ['endpoint', 'created_at', 'id'])
@Index('logs_status_code_idx', ['status_code', 'created_at', 'id'])
@Index('logs_request_id_idx', ['request_id'])
@Index('logs_warnings_idx', ['created_at', 'id'], { where: 'status_code >= 400 AND status_code < 500' })
@Index('logs_errors_idx', ['created_at', 'id'], { where: 'status_code >= 500' })
// Over fields of the metadata; see the migration.
@Index('logs_model_idx', { synchronize: false })
@Index('logs_key_idx', { synchronize: false })
@Index('logs_key_name_idx', { synchronize: false })
@Index('logs_error_idx', { synchronize: false })
export class LogEntry {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { nullable: true })
  user_id: string | null;

  /** The name at that time, so that it stays readable when the account is deleted. */
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

  @PrimaryColumn('timestamptz')
  created_at: Date;
}

/** Its columns with their types, in the order of the class. */
export const LOG_COLUMN_TYPES = {
  id: 'uuid',
  user_id: 'uuid',
  username: 'text',
  action: 'text',
  endpoint: 'text',
  method: 'text',
  status_code: 'int',
  metadata: 'jsonb',
  ip_address: 'text',
  user_agent: 'text',
  duration_ms: 'float8',
  request_id: 'uuid',
  created_at: 'timestamptz',
} as const;
export const LOG_COLUMNS = Object.keys(LOG_COLUMN_TYPES) as (keyof typeof LOG_COLUMN_TYPES)[];
