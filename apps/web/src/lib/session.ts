import {
  configureSession,
  getSession,
  onSessionChange,
  refreshSession,
  sessionRefusal,
  setSession,
  type AuthSession,
  type Requirement,
  type SessionOf,
  type User,
} from '@pocket-llm/api-client';
import { useSyncExternalStore } from 'react';
import { queryClient } from './query-client';
import { readStored, removeStored, writeStored } from './storage';

// The name of the person who is signed in. It saves a request to the server for visitors who never signed in, and the
// first paint greets with it; see public/theme.js. Empty after a sign-out.
const HINT = 'pocket-llm.signed-in';
export const DRAFT_PREFIX = 'pocket-llm.draft.';
/** Titles of the person's latest chats, see threads/titles-kept.ts. */
export const KEPT_TITLES = 'pocket-llm.titles';
/** Cache of pictures that other apps shared, see shared-files.ts. */
const SHARED_FILES = 'shared';

let showSignIn: (() => Promise<boolean>) | undefined;

/** Registers what shows the sign-in dialog when the session ends while the app is in use. */
export function onSessionExpired(ask: () => Promise<boolean>): () => void {
  showSignIn = ask;
  return () => {
    showSignIn = undefined;
  };
}

const requests = () => import('./session-requests');

/** Connects the client's session to the refresh route. Called once at start. */
export function startSession(): void {
  configureSession({
    // Protects the cookie against CSRF: a page of another origin cannot set this header without a preflight.
    refresh: async () => (await (await requests()).authRefresh({ headers: { 'X-Requested-With': 'pocket-llm' } })).data,
    reauthenticate: () => showSignIn?.() ?? Promise.resolve(false),
  });
}

/** Whether this browser was signed in before. */
export const wasSignedIn = (): boolean => Boolean(readStored(HINT));

/** Whether the person signed out here, and asked for no page since: nobody is signed in again unasked then. */
export const hasSignedOut = (): boolean => readStored(HINT) === '';

let restored: Promise<unknown> | undefined;

/** Exchanges the refresh cookie for a session, once per page load. Rejects only when the server is unreachable. */
export function restoreSession(): Promise<unknown> {
  restored ??= refreshSession().then(
    (session) => {
      // A refused cookie stays, and counts again once the proxy or the account is in order.
      if (!session && !sessionRefusal()) writeStored(HINT, null);
      if (session) writeStored(HINT, currentUser()?.username ?? '1');
    },
    (error: unknown) => {
      restored = undefined;
      throw error;
    },
  );
  return restored;
}

const forgetters: (() => void)[] = [];

/** Registers what removes a person's data from memory. Called on sign-out, and when another person signs in. */
export const onForget = (forget: () => void): void => void forgetters.push(forget);

/** Whose data this tab holds, also while the session has expired. */
let owner: string | undefined;
onSessionChange(() => {
  const id = currentUser()?.id;
  if (id === undefined) return;
  // Somebody else has signed in, in another tab: this one got the session with the shared cookie.
  if (owner !== undefined && owner !== id) forgetMemory();
  owner = id;
});

/** Removes what waits on this device for whoever is signed in, beside drafts: titles, and what other apps shared. */
function forgetDevice(): void {
  writeStored(KEPT_TITLES, null);
  // Only where there is a service worker is there such a cache, and not in every browser.
  if ('caches' in globalThis) void caches.delete(SHARED_FILES);
}

/** Starts the session that a login returned. */
export function signIn(session: AuthSession): void {
  if (currentUser()?.id !== session.user.id) forgetDevice();
  writeStored(HINT, session.user.username);
  restored = Promise.resolve();
  setSession(session);
}

/**
 * Ends the session here and on the server, and removes the person's data from this device. If the session came from a
 * provider, the page is left for the sign-out there, and this does not resolve.
 */
export async function signOut(): Promise<void> {
  // The server deletes the cookie. If it is unreachable, at least this tab forgets everything.
  const reply = await requests()
    .then(({ authLogout }) => authLogout())
    .catch(() => undefined);
  forgetSession();
  const url = reply?.data.provider_logout_url;
  if (url) await new Promise(() => window.location.assign(url));
}

/** Removes the person's data from this device after the server has ended the session. */
export function forgetSession(): void {
  const user = currentUser();
  writeStored(HINT, '');
  forgetDevice();
  if (user) removeStored(`${DRAFT_PREFIX}${user.id}.`);
  setSession(null);
  forgetMemory();
}

function forgetMemory(): void {
  queryClient.clear();
  for (const forget of forgetters) forget();
}

/** The signed-in user, for code outside of components. */
export const currentUser = (): User | undefined => (getSession() as SessionOf<User> | null)?.user;

/** The signed-in user. */
export const useUser = (): User | undefined => useSyncExternalStore(onSessionChange, currentUser);

/** Where the signed-in user has to go before everything else, if anywhere: the server refuses the rest. */
export const firstPage = (): '/terms' | '/second-factor' | undefined => {
  const session = getSession();
  return session?.terms_required ? '/terms' : session?.second_factor_required ? '/second-factor' : undefined;
};

/** Names and addresses under which a machine reaches only itself. */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the password that an account was created with may stay for now: where nobody else can open the portal. */
export const mayKeepPassword = (hostname: string = window.location.hostname): boolean => LOOPBACK.test(hostname);

/** Whether the signed-in user has to choose a password before anything else. */
export const mustChangePassword = (): boolean => currentUser()?.must_change_password === true && !mayKeepPassword();

/** The user has done what was required before everything else. */
export function isDone(what: Requirement): void {
  const session = getSession();
  if (session?.[what]) setSession({ ...session, [what]: false });
}

/** Replaces the user's profile in the session. */
export function setUser(user: User): void {
  const session = getSession();
  if (session) setSession({ ...session, user });
}

const RANK = { user: 0, developer: 1, admin: 2 } as const;

/** Whether a role includes another. Only for display: the server enforces access. */
export const hasRole = (user: User | undefined, role: keyof typeof RANK): boolean =>
  user !== undefined && RANK[user.role] >= RANK[role];
