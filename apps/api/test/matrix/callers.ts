import { KEY_SCOPES } from '../../src/common/access/roles.js';
import type { DocumentedAccess, Operation } from '../document.js';
import type { Client } from '../client.js';
import { PASSWORD, type Person, type Portal } from '../portal.js';

/** One way to say who one is. */
export interface Caller {
  name: string;
  role?: 'user' | 'developer' | 'admin';
  /** The credential is a key with these scopes. */
  scopes?: readonly string[];
  /** The credential has ended, so it opens nothing, not even what is open to everybody. */
  ended?: true;
  client: Client;
}

const RANK = { user: 0, developer: 1, admin: 2 };

/** What the guard has to answer to a caller, by `x-access` alone; `through` when it lets the call pass. */
export function expectedOf(
  access: DocumentedAccess,
  { role, scopes, ended }: Pick<Caller, 'role' | 'scopes' | 'ended'>,
): 401 | 403 | 404 | 'through' {
  // The portals of the matrix have no such token, and without one these routes do not exist.
  if (access.scim_token) return 404;
  if (access.self_authorized) return 'through';
  if (ended) return 401;
  // A key stands for its owner, who may no longer have keys.
  if (scopes && role === 'user') return 403;
  if (access.public) return 'through';
  if (!role) return 401;
  if (RANK[role] < RANK[access.role!]) return 403;
  if (scopes && (!access.api_key_scope || !scopes.includes(access.api_key_scope))) return 403;
  return 'through';
}

/** Everybody whom the matrix lets call: each role, narrow and wide keys, and credentials that have ended. */
export async function callersOf(portal: Portal): Promise<Caller[]> {
  const of = async (role: 'user' | 'developer' | 'admin'): Promise<Caller> => ({
    name: `the ${role}`,
    role,
    client: await portal.someone(role),
  });
  const admin = await portal.someone('admin');
  const keyOf = async (owner: Person, scopes: readonly string[]) => {
    const { body } = await owner.post('/api/developer/api-keys', { scopes });
    return { id: body.id as string, client: portal.anyone.withKey(body.key_value as string) };
  };
  // The owner is an admin, so that a refusal comes from the key and not from the role.
  const narrow = KEY_SCOPES.map(async (missing): Promise<Caller> => {
    const scopes = KEY_SCOPES.filter((scope) => scope !== missing);
    return { name: `a key with all scopes but ${missing}`, role: 'admin', scopes, ...(await keyOf(admin, scopes)) };
  });
  const ofUser = await portal.someone('developer');
  const demoted = await keyOf(ofUser, KEY_SCOPES);
  await admin.put(`/api/admin/users/${ofUser.id}/role`, { role: 'user' });
  return [
    { name: 'nobody', client: portal.anyone },
    await of('user'),
    await of('developer'),
    await of('admin'),
    ...(await Promise.all(narrow)),
    { name: 'a key with all scopes', role: 'admin', scopes: KEY_SCOPES, ...(await keyOf(admin, KEY_SCOPES)) },
    { name: 'a key of a demoted developer', role: 'user', scopes: KEY_SCOPES, ...demoted },
    ...(await endedCallers(portal, admin, (owner) => keyOf(owner, KEY_SCOPES))),
  ];
}

type KeyOf = (owner: Person) => Promise<{ id: string; client: Client }>;

async function endedCallers(portal: Portal, admin: Person, keyOf: KeyOf): Promise<Caller[]> {
  const ended = (name: string, client: Client): Caller => ({ name, role: 'admin', ended: true, client });
  const [revoked, expired] = [await keyOf(admin), await keyOf(admin)];
  await admin.delete(`/api/developer/api-keys/${revoked.id}`);
  // Never used yet, so nothing is remembered about it.
  await portal.sql(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired.id]);
  const deactivated = await portal.someone('admin');
  const orphan = await keyOf(deactivated);
  await admin.put(`/api/admin/users/${deactivated.id}/status`, { is_active: false });
  const deleted = await portal.someone('admin');
  await admin.delete(`/api/admin/users/${deleted.id}`);
  const leaving = await portal.someone('admin');
  await leaving.post('/api/auth/logout');
  const { username } = await portal.someone('admin');
  const reset = await portal.anyone.login(username, PASSWORD);
  await (
    await portal.anyone.login(username, PASSWORD)
  ).put('/api/auth/password', {
    current_password: PASSWORD,
    new_password: `${PASSWORD} two`,
  });
  return [
    ended('a revoked key', revoked.client),
    ended('an expired key', expired.client),
    ended('a key of a deactivated admin', orphan.client),
    ended('a deactivated admin', deactivated),
    ended('a deleted admin', deleted),
    ended('an admin after logout', leaving),
    ended('an admin whose password changed elsewhere', reset),
    ended('a token that nobody signed', portal.anyone.withToken('eyJhbGciOiJub25lIn0.e30.')),
    ended('a key that never was', portal.anyone.withKey(`pk_${'x'.repeat(43)}`)),
  ];
}

/** Routes that refuse by a rule of their own with one of the guard's codes. */
const OWN_REFUSALS: Record<string, string> = {
  // It takes a refresh cookie, not a credential.
  'POST /api/auth/refresh': 'auth.required',
};

/** Codes with which the guard refuses. */
const GUARD = /^auth\.(required|invalid-token|invalid-key|forbidden|second-factor-required|conflicting-credentials)$/;

/** How the guard answered a call: its status, or that it let the call through. */
export async function answerOf(
  client: Client,
  operation: Operation,
  address: string,
  body?: unknown,
): Promise<number | 'through'> {
  const { status, body: reply } = await client.knock(operation.method, address, body);
  if (operation.access.scim_token) return status;
  if (status !== 401 && status !== 403) return 'through';
  const code = (reply as { code?: string } | undefined)?.code;
  // The gateway's dialects have other error bodies, and no rules of their own that end in these statuses.
  return code === undefined || (GUARD.test(code) && OWN_REFUSALS[operation.name] !== code) ? status : 'through';
}
