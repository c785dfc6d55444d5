import {
  configureSession,
  getSession,
  onSessionChange,
  refreshSession,
  setSession,
  type AuthSession,
  type SessionOf,
  type User,
} from '@pocket-llm/api-client';
import { useSyncExternalStore } from 'react';
import { queryClient } from './query-client';
import { readStored, removeStored, writeStored } from './storage';

// Not a secret: it only saves visitors who never signed in the question whether they are.
const HINT = 'pocket-llm.signed-in';
export const DRAFT_PREFIX = 'pocket-llm.draft.';

let askAgain: (() => Promise<boolean>) | undefined;

/** Names who shows the sign-in dialog when a session ends in the middle of work. */
export function onSessionExpired(ask: () => Promise<boolean>): () => void {
  askAgain = ask;
  return () => {
    askAgain = undefined;
  };
}

const requests = () => import('./session-requests');

/** Wires the client's session to the refresh route. Called once at start. */
export function startSession(): void {
  configureSession({
    // A page of another origin cannot set this header without asking first: it is what guards the cookie.
    refresh: async () => (await (await requests()).authRefresh({ headers: { 'X-Requested-With': 'pocket-llm' } })).data,
    reauthenticate: () => askAgain?.() ?? Promise.resolve(false),
  });
}

/** Whether this browser was signed in before. */
export const wasSignedIn = (): boolean => readStored(HINT) !== null;

let restored: Promise<unknown> | undefined;

/** Once per page load: turns the refresh cookie into a session. Rejects only when the server is out of reach. */
export function restoreSession(): Promise<unknown> {
  restored ??= refreshSession().then(
    (session) => {
      if (!session) writeStored(HINT, null);
    },
    (error: unknown) => {
      restored = undefined;
      throw error;
    },
  );
  return restored;
}

/** Takes over the answer of a login. */
export function signIn(session: AuthSession): void {
  const before = currentUser();
  if (before && before.id !== session.user.id) queryClient.clear();
  writeStored(HINT, '1');
  restored = Promise.resolve();
  setSession(session);
}

/** Ends the session here and at the server, and removes what this person left on the device. */
export async function signOut(): Promise<void> {
  const user = currentUser();
  // The cookie ends at the server; when that is out of reach, at least this tab forgets everything.
  await requests()
    .then(({ authLogout }) => authLogout())
    .catch(() => undefined);
  writeStored(HINT, null);
  if (user) removeStored(`${DRAFT_PREFIX}${user.id}.`);
  setSession(null);
  queryClient.clear();
}

/** The signed-in user, outside of components. */
export const currentUser = (): User | undefined => (getSession() as SessionOf<User> | null)?.user;

/** The signed-in user. */
export const useUser = (): User | undefined => useSyncExternalStore(onSessionChange, currentUser);

/** Replaces the profile within the session. */
export function setUser(user: User): void {
  const session = getSession();
  if (session) setSession({ ...session, user });
}

const RANK = { user: 0, developer: 1, admin: 2 } as const;

/** Whether a role includes another. Only for what is shown: the server decides by itself. */
export const hasRole = (user: User | undefined, role: keyof typeof RANK): boolean =>
  user !== undefined && RANK[user.role] >= RANK[role];
