import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a provider says of an account that it made by SCIM. Accounts without a row are none of the provider's. */
@Entity('scim_users')
export class ScimUser {
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'scim_users_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  /** `userName`, which may be an e-mail address; the user name here is derived from it. */
  @Column('text')
  user_name: string;

  /** Normalised form (`identityKey`): unique. */
  @Index('scim_users_user_name_key', { unique: true })
  @Column('text')
  user_name_key: string;

  /** Unique: by it the person of the directory gets the account. */
  @Index('scim_users_external_id_key', { unique: true })
  @Index('scim_users_external_id_idx')
  @Column('text', { nullable: true })
  external_id: string | null;

  /** Whether the provider wants the account to be active. An admin may have deactivated it all the same. */
  @Column('boolean')
  active: boolean;

  /** Further attributes under their names in the standard: `displayName`, `name`, `emails`, … */
  @Column('jsonb', { default: {} })
  attributes: Record<string, unknown>;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  /** When the provider changed it last. */
  @Column('timestamptz', { default: () => 'now()' })
  updated_at: Date;
}
