import { ApiError } from './api-error.js';

/** What signing in and refreshing both answer. `User` is the generated type; this file only moves it along. */
export interface SessionOf<User> {
  token: string;
  expires_in: number;
  user: User;
}

type Session = SessionOf<unknown>;

interface SessionHooks {
  /** Exchanges the refresh cookie for a session. */
  refresh: () => Promise<Session>;
  /** Asks the person to sign in again, over the page. Resolves true when there is a new session. */
  reauthenticate?: () => Promise<boolean>;
}

// The access token lives here and nowhere else: a page script can read localStorage, nobody reads a module's closure.
let current: Session | null = null;
let hooks: SessionHooks | null = null;
let refreshing: Promise<Session | null> | null = null;
let askingAgain: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** The session of this tab, or null while signed out. */
export const getSession = (): Session | null => current;

/** Replaces the session and tells every subscriber. */
export function setSession(session: Session | null): void {
  current = session;
  for (const listener of listeners) listener();
}

/** Calls `listener` after every change of the session. @returns the function that ends the subscription. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells this package how to refresh and whom to ask when that fails. Called once at start. */
export function configureSession(next: SessionHooks): void {
  hooks = next;
}

// Tabs share one rotating cookie. Taking turns means that each tab presents the newest one, never a replayed one.
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  return locks ? (locks.request('pocket-llm.refresh', work) as Promise<T>) : work();
}

/**
 * Refreshes the session; all callers share one request. Resolves null when the cookie is not good (any more); a server
 * out of reach rejects, because that is no reason to sign anybody out.
 */
export function refreshSession(): Promise<Session | null> {
  refreshing ??= inTurn(async () => {
    try {
      const session = await hooks!.refresh();
      setSession(session);
      return session;
    } catch (error) {
      if (error instanceof ApiError && (error.kind === 'unauthorized' || error.kind === 'forbidden')) return null;
      throw error;
    }
  }).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/**
 * Called when a request with `usedToken` was refused: true when there is now another token to try again with.
 * The session counts as ended only when nobody signs in again, so that the page below keeps what it shows.
 */
export async function renewSession(usedToken: string): Promise<boolean> {
  if (current && current.token !== usedToken) return true;
  if (!hooks) return false;
  if (await refreshSession()) return true;
  if (!hooks.reauthenticate) return false;
  askingAgain ??= hooks.reauthenticate().finally(() => {
    askingAgain = null;
  });
  return askingAgain;
}
