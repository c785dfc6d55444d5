import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE external_identities (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT external_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX external_identities_subject_key ON external_identities (issuer, subject);
CREATE INDEX external_identities_user_id_idx ON external_identities (user_id);

CREATE TABLE external_sessions (
  session_id uuid PRIMARY KEY,
  identity_id uuid NOT NULL,
  provider text NOT NULL,
  sid text,
  second_factor boolean NOT NULL DEFAULT false,
  id_token bytea,
  CONSTRAINT external_sessions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
  CONSTRAINT external_sessions_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES external_identities (id)
    ON DELETE CASCADE
);
CREATE INDEX external_sessions_identity_id_idx ON external_sessions (identity_id);
CREATE INDEX external_sessions_sid_idx ON external_sessions (sid);

CREATE TABLE oidc_sign_ins (
  state_hash text PRIMARY KEY,
  browser_hash text NOT NULL,
  provider text NOT NULL,
  purpose text NOT NULL,
  session_id uuid,
  redirect_uri text NOT NULL,
  next text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT oidc_sign_ins_purpose_check CHECK (purpose IN ('sign-in', 'connect', 'confirm')),
  CONSTRAINT oidc_sign_ins_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
CREATE INDEX oidc_sign_ins_session_id_idx ON oidc_sign_ins (session_id);
CREATE INDEX oidc_sign_ins_expires_at_idx ON oidc_sign_ins (expires_at);

CREATE TABLE oidc_logout_tokens (
  token_hash text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX oidc_logout_tokens_expires_at_idx ON oidc_logout_tokens (expires_at);

ALTER TABLE login_challenges ADD COLUMN external jsonb;
`;

const DOWN = `
ALTER TABLE login_challenges DROP COLUMN external;
DROP TABLE oidc_logout_tokens, oidc_sign_ins, external_sessions, external_identities;
`;

/** Sign-in through OpenID providers: whose accounts there are whose here, the sessions that came so, and the way. */
export class Oidc1764201100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
