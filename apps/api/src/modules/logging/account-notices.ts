/** Audit action of each change of how an account signs in, and the kind under which its person is told. */
const KINDS = {
  'auth.changePassword': 'password-changed',
  'auth.password-reset': 'password-reset',
  'user.profile-changed': 'profile-changed',
  'user.role-changed': 'role-changed',
  'user.second-factor-reset': 'second-factor-reset',
  'auth.totp-enrolled': 'totp-added',
  'auth.totp-removed': 'totp-removed',
  'auth.recovery-codes-renewed': 'recovery-codes-renewed',
  'auth.passkey-added': 'passkey-added',
  'auth.passkey-removed': 'passkey-removed',
} as const;

export const NOTICE_KINDS = Object.values(KINDS);
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A change of how an account signs in that its person should know of. */
export interface AccountNotice {
  at: Date;
  kind: NoticeKind;
  /** Who did it, by the name of that time. */
  actor: string;
  /** Address that the change came from. */
  ip_address: string | null;
  /** The old and the new values of a changed profile or role; `null` for secrets. */
  from: string | null;
  to: string | null;
}

/** Audit entries of these actions hold the session that made the change, so that it is not told what it knows. */
export const isAccountChange = (action: string): boolean => action in KINDS;

const ACTIONS = `ARRAY[${Object.keys(KINDS)
  .map((action) => `'${action}'`)
  .join(', ')}]`;

/** What changed since a time and not by this session, newest first. Parameters: account, session, time, number. */
export const ACCOUNT_NOTICES = `
  SELECT at, ('${JSON.stringify(KINDS)}'::jsonb)->>action AS kind, coalesce(actor_name, '') AS actor, ip_address,
    CASE WHEN detail->'from' ? 'email' OR detail->'from' ? 'username'
      THEN concat_ws(', ', detail->'from'->>'username', detail->'from'->>'email')
      ELSE detail->>'from' END AS "from",
    CASE WHEN detail->'to' ? 'email' OR detail->'to' ? 'username'
      THEN concat_ws(', ', detail->'to'->>'username', detail->'to'->>'email')
      ELSE detail->>'to' END AS "to"
  FROM audit_log
  WHERE (target_id = $1 OR (actor_id = $1::uuid AND target_type = 'passkey')) AND action = ANY (${ACTIONS})
    AND result = 'ok' AND detail->>'session_id' IS DISTINCT FROM $2 AND at > $3
  ORDER BY seq DESC LIMIT $4`;
