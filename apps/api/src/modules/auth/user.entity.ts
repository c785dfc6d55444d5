import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../../common/access/roles.js';

@Entity('users')
@Check('users_role_check', `role IN ('user', 'developer', 'admin')`)
export class User {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  username: string;

  /** Normalised form (`identityKey`): unique, and used to look up logins. */
  @Index('users_username_key', { unique: true })
  @Column('text')
  username_key: string;

  /** `nameSkeleton` of the key. `null` for an account that looked like an older one when skeletons were introduced. */
  @Index('users_username_skeleton_key', { unique: true })
  @Column('text', { nullable: true })
  username_skeleton: string | null;

  @Column('text')
  email: string;

  @Index('users_email_key', { unique: true })
  @Column('text')
  email_key: string;

  /** argon2id in PHC format. */
  @Column('text')
  password_hash: string;

  @Column('text')
  role: Role;

  @Column('boolean', { default: true })
  is_active: boolean;

  /** Registered in the mode `approval` and not yet approved by an admin; always together with `is_active: false`. */
  @Column('boolean', { default: false })
  is_pending: boolean;

  @Column('boolean', { default: false })
  must_change_password: boolean;

  @Column('timestamptz', { nullable: true })
  last_login_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}
