import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

export const FILE_STATES = ['uploading', 'queued', 'parsing', 'embedding', 'ready', 'failed'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Why a file could not be read. A reason is a word for programs; the sentence for people is made of it. */
export const FILE_FAULTS = [
  'unsupported',
  'broken',
  'encrypted',
  'no-text',
  'too-many-pages',
  'too-much-text',
  'expands-too-far',
  'too-slow',
  'too-much-memory',
  'infected',
  'scanner-unreachable',
  'scanner-limit',
  'storage-full',
] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

/** A file that something carries, as it was called then. The file itself may be gone meanwhile. */
export interface FileReference {
  id: string;
  name: string;
  media_type: string;
}

/**
 * A file of a person: a document whose text answers questions, or an image. `embedding` and `ready` can be searched;
 * the former by words alone until its vectors are there. Its bytes are in its parts, its text in its pages.
 */
@Entity('files')
@Check('files_state_check', `state IN ('uploading', 'queued', 'parsing', 'embedding', 'ready', 'failed')`)
@Check('files_kind_check', `kind IN ('document', 'image')`)
@Index('files_user_id_idx', ['user_id', 'id'])
@Index('files_expires_at_idx', ['expires_at'], { where: 'expires_at IS NOT NULL' })
@Index('files_work_idx', ['id'], { where: "state IN ('queued', 'parsing', 'embedding')" })
export class KnowledgeFile {
  /** UUID v7: ids sort by time of creation. */
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'files_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  name: string;

  @Column('text')
  media_type: string;

  @Column('text')
  kind: 'document' | 'image';

  /** A number as text, as the driver gives it. */
  @Column('bigint', { default: 0 })
  bytes: string;

  /** So many of them are there; fewer than `bytes` while it is uploaded. */
  @Column('bigint', { default: 0 })
  received: string;

  @Column('bytea', { nullable: true })
  sha256: Buffer | null;

  @Column('text')
  state: FileState;

  @Column('text', { nullable: true })
  fault: FileFault | null;

  /** Pages, slides, sheets or sections; null until it is known. */
  @Column('integer', { nullable: true })
  pages: number | null;

  @Column('integer', { default: 0 })
  pages_done: number;

  /** Characters of its text. */
  @Column('integer', { default: 0 })
  characters: number;

  /** PostgreSQL's text search configuration of its language. */
  @Column('text', { nullable: true })
  language: string | null;

  /** Which run of the indexer its passages are of: what was kept of an earlier one does not hold. */
  @Column('uuid', { nullable: true })
  index_id: string | null;

  @Column('integer', { default: 0 })
  passages: number;

  /** Name and digest of the model that all its vectors are of; null until they are made. */
  @Column('text', { nullable: true })
  vector_model: string | null;

  /** When vectors are to be made next; null: now. */
  @Column('timestamptz', { nullable: true })
  embed_at: Date | null;

  /** The process that works on it, and until when it is taken for alive. */
  @Column('uuid', { nullable: true })
  worker_id: string | null;

  @Column('timestamptz', { nullable: true })
  lease_until: Date | null;

  @Column('smallint', { default: 0 })
  tries: number;

  /** It goes with a temporary chat. */
  @Column('timestamptz', { nullable: true })
  expires_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at: Date;
}

/** Bytes of a part; so much of a file is in memory at a time. */
export const PART_BYTES = 256 * 1024;

/** A part of a file's bytes, so that none is ever in memory as a whole. */
@Entity('file_parts')
export class FilePart {
  @ForeignKey(() => KnowledgeFile, { onDelete: 'CASCADE', name: 'file_parts_file_id_fkey' })
  @PrimaryColumn('uuid')
  file_id: string;

  @PrimaryColumn('integer')
  position: number;

  /** As many bytes as `PART_BYTES`, but for the last. */
  @Column('bytea')
  data: Buffer;
}

/** The text of a page, slide, sheet or section. */
@Entity('file_pages')
export class FilePage {
  @ForeignKey(() => KnowledgeFile, { onDelete: 'CASCADE', name: 'file_pages_file_id_fkey' })
  @PrimaryColumn('uuid')
  file_id: string;

  /** From 1, as people count. */
  @PrimaryColumn('integer')
  page: number;

  /** Name of a sheet, title of a slide, heading of a section. */
  @Column('text', { nullable: true })
  title: string | null;

  @Column('text')
  text: string;
}
