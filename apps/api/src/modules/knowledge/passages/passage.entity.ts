import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { KnowledgeFile } from '../files/file.entity.js';

/** A passage of one page: what a search finds and an answer cites. Its text is that part of the page's. */
@Entity('file_passages')
@Index('file_passages_words_idx', { synchronize: false }) // GIN, which TypeORM cannot describe.
export class FilePassage {
  @ForeignKey(() => KnowledgeFile, { onDelete: 'CASCADE', name: 'file_passages_file_id_fkey' })
  @PrimaryColumn('uuid')
  file_id: string;

  /** Place in the file, from 0. */
  @PrimaryColumn('integer')
  position: number;

  @Column('integer')
  page: number;

  /** Characters of the page's text (UTF-16 units): from, and up to, not including. */
  @Column('integer')
  start_at: number;

  @Column('integer')
  end_at: number;

  /** The headings above it, outermost first, for people and for the search. */
  @Column('text', { nullable: true })
  heading: string | null;

  @Column('tsvector')
  words: string;

  /** 32-bit floats, little-endian, of length 1; null until they are made. */
  @Column('bytea', { nullable: true })
  vector: Buffer | null;

  /** Name and digest of the model that made the vector: those of another one cannot be compared with it. */
  @Column('text', { nullable: true })
  vector_model: string | null;
}
