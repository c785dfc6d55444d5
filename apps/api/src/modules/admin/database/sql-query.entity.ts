import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A query of one admin: saved under a name, or a line of the history. */
@Entity('sql_queries')
@Index('sql_queries_user_id_idx', ['user_id', 'kind', 'created_at'])
export class SqlQuery {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'sql_queries_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  kind: 'saved' | 'run';

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text')
  sql: string;

  /** Of a saved query: the values that its parameters begin with. A line of the history has none. */
  @Column('jsonb', { nullable: true })
  parameters: Record<string, string | null> | null;

  /** Whether other admins may open the saved query. */
  @Column('boolean', { default: false })
  shared: boolean;

  /** The columns below are set only for a line of the history. */
  @Column('uuid', { nullable: true })
  query_id: string | null;

  @Column('text', { nullable: true })
  mode: 'read' | 'write' | 'explain' | 'export' | null;

  @Column('text', { nullable: true })
  status: 'ok' | 'failed' | 'cancelled' | null;

  @Column('integer', { nullable: true })
  row_count: number | null;

  @Column('boolean', { nullable: true })
  truncated: boolean | null;

  @Column('double precision', { nullable: true })
  duration_ms: number | null;

  @Column('text', { nullable: true })
  sqlstate: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
