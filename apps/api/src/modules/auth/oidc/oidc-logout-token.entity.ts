import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A logout token that was used; none works twice. */
@Entity('oidc_logout_tokens')
export class OidcLogoutToken {
  /** SHA-256 (hex) of issuer and `jti`. */
  @PrimaryColumn('text')
  token_hash: string;

  @Index('oidc_logout_tokens_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}
