import { ApiError } from './api-error.js';

/** What a person may have to do before everything else. */
export type Requirement = 'terms_required' | 'second_factor_required';

/** The response of signing in and of refreshing. `User` is the generated type; this file only passes it on. */
export interface SessionOf<User> {
  token: string;
  expires_in: number;
  user: User;
  /** Until a second factor is set up, the server refuses everything else. */
  second_factor_required?: boolean;
  /** Until the terms of use are accepted, the same. */
  terms_required?: boolean;
}

export type Session = SessionOf<{ id: string }>;

interface SessionHooks {
  /** Exchanges the refresh cookie for a session. */
  refresh: () => Promise<Session>;
  /** Asks the person to sign in again without leaving the page. Resolves true if there is a new session. */
  reauthenticate?: () => Promise<boolean>;
}

// The access token is kept only here: scripts can read localStorage, but not this module's scope.
let current: Session | null = null;
let hooks: SessionHooks | null = null;
let refusal: ApiError | null = null;
let refreshing: Promise<Session | null> | null = null;
let reauthentication: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** This tab's session, or null while signed out. */
export const getSession = (): Session | null => current;

/** Replaces the session and notifies all listeners. */
export function setSession(session: Session | null): void {
  current = session;
  if (session) refusal = null;
  for (const listener of listeners) listener();
}

/**
 * Why the server refused the cookie of a session that may be in order: it takes the page for another site's, or the
 * account is closed. `null` when the session just ended.
 */
export const sessionRefusal = (): ApiError | null => refusal;

/**
 * Calls `listener` after every change of the session.
 * @returns a function that ends the subscription.
 */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sets how to refresh, and how to ask the person when that fails. Called once at start. */
export function configureSession(next: SessionHooks): void {
  hooks = next;
}

// Tabs share one rotating cookie. The lock makes each tab present the newest one, never one already used.
function withRefreshLock<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  return locks ? (locks.request('pocket-llm.refresh', work) as Promise<T>) : work();
}

/**
 * Refreshes the session; concurrent callers share one request. Resolves null if the cookie is invalid or expired, or
 * refused (`sessionRefusal`). Rejects if the server is unreachable, because that is no reason to sign out.
 */
export function refreshSession(): Promise<Session | null> {
  refreshing ??= withRefreshLock(async () => {
    try {
      const session = await hooks!.refresh();
      setSession(session);
      return session;
    } catch (error) {
      if (!(error instanceof ApiError) || (error.kind !== 'unauthorized' && error.kind !== 'forbidden')) throw error;
      refusal = error.kind === 'forbidden' ? error : null;
      return null;
    }
  }).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/**
 * Called when a request with `usedToken` was refused. Resolves true if there is a different token to retry with. The
 * session ends only if nobody signs in again, so that the page keeps its content meanwhile.
 */
export async function renewSession(usedToken: string): Promise<boolean> {
  if (current && current.token !== usedToken) return true;
  if (!hooks) return false;
  if (await refreshSession()) return true;
  if (!hooks.reauthenticate) return false;
  reauthentication ??= hooks.reauthenticate().finally(() => {
    reauthentication = null;
  });
  return reauthentication;
}
