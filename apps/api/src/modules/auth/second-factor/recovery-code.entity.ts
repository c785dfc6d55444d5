import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A code that works once in place of the second factor. */
@Entity('recovery_codes')
@Index('recovery_codes_code_hash_key', ['user_id', 'code_hash'], { unique: true })
export class RecoveryCode {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'recovery_codes_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** SHA-256 (hex). The code has 79 random bits, so a slow hash would add nothing. */
  @Column('text')
  code_hash: string;

  @Column('timestamptz', { nullable: true })
  used_at: Date | null;
}
