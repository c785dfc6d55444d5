import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { KeyLimits } from '../../common/access/key-limits.js';
import type { KeyScope } from '../../common/access/roles.js';

@Check('api_keys_limits_check', 'limits = jsonb_strip_nulls(limits)')
@Entity('api_keys')
@Index('api_keys_previous_hash_idx', ['previous_hash'], { where: 'previous_hash IS NOT NULL' })
export class ApiKey {
  @PrimaryColumn('uuid')
  id: string;

  @Index('api_keys_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'api_keys_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  name: string;

  /** The first characters of the key, enough to recognise it: `pk_Ab3d`. */
  @Column('text')
  prefix: string;

  @Column('text')
  last_four: string;

  /** SHA-256 (hex) of the whole key. The key has 256 random bits, so a slow hash would add nothing. */
  @Index('api_keys_key_hash_key', { unique: true })
  @Column('text')
  key_hash: string;

  /** Models the key may use; empty means every model its owner may use. */
  @Column('uuid', { array: true, default: () => "'{}'" })
  model_ids: string[];

  @Column('text', { array: true })
  scopes: KeyScope[];

  @Column('jsonb', { default: () => "'{}'" })
  limits: KeyLimits;

  /** Hash of the key before the last rotation, which still works until `previous_until`. */
  @Column('text', { nullable: true })
  previous_hash: string | null;

  @Column('timestamptz', { nullable: true })
  previous_until: Date | null;

  @Column('boolean', { default: true })
  is_active: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz', { nullable: true })
  expires_at: Date | null;

  @Column('timestamptz', { nullable: true })
  last_used_at: Date | null;
}
