import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A file of the Batch API: uploaded, or the results of a batch. Its bytes are in its chunks. */
@Entity('batch_files')
@Index('batch_files_user_id_idx', ['user_id', 'id'])
export class BatchFile {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'batch_files_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  name: string;

  @Column('text')
  purpose: 'batch' | 'batch_output';

  /** A number as text, as the driver gives it. */
  @Column('bigint', { default: 0 })
  bytes: string;

  /** Whether all of it is there. Until then it does not exist for anybody. */
  @Column('boolean', { default: false })
  complete: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Index('batch_files_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}

/** A part of a file, so that none is ever in memory as a whole. */
@Entity('batch_file_chunks')
export class BatchFileChunk {
  @ForeignKey(() => BatchFile, { onDelete: 'CASCADE', name: 'batch_file_chunks_file_id_fkey' })
  @PrimaryColumn('uuid')
  file_id: string;

  @PrimaryColumn('integer')
  position: number;

  @Column('bytea')
  data: Buffer;
}
