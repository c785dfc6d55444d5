import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How a person signed in at a provider, as far as the session has to know it. */
export interface ExternalSignIn {
  /** Id of the `ExternalIdentity`. */
  identity_id: string;
  /** Id of the provider in the configuration. */
  provider: string;
  /** The provider's own name of the session, when it told one. */
  sid: string | null;
  /** The provider asked for a second factor. */
  second_factor: boolean;
  /**
   * When the person last proved there who he is, in seconds since 1970. Without it the session counts as never
   * confirmed: a provider may let somebody in whose browser it knows.
   */
  authenticated_at?: number;
  /** The ID token, sealed for the identity, in base64; the provider takes it as a hint at sign-out. */
  id_token: string | null;
}

/** What a session has that was opened through a provider. */
@Entity('external_sessions')
export class ExternalSession {
  @ForeignKey('Session', { onDelete: 'CASCADE', name: 'external_sessions_session_id_fkey' })
  @PrimaryColumn('uuid')
  session_id: string;

  @Index('external_sessions_identity_id_idx')
  @ForeignKey('ExternalIdentity', { onDelete: 'CASCADE', name: 'external_sessions_identity_id_fkey' })
  @Column('uuid')
  identity_id: string;

  @Column('text')
  provider: string;

  @Index('external_sessions_sid_idx')
  @Column('text', { nullable: true })
  sid: string | null;

  @Column('boolean', { default: false })
  second_factor: boolean;

  /** Sealed by `SecretBox` with the identity as its owner. */
  @Column('bytea', { nullable: true })
  id_token: Buffer | null;
}
