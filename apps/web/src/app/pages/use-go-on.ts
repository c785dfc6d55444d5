import { type AuthSession } from '@pocket-llm/api-client';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { signIn } from '@/lib/session';

/** Starts the session of somebody who has just signed in, and opens the page that was requested. */
export function useGoOn(redirect: string | undefined): (session: AuthSession) => Promise<void> {
  const navigate = useNavigate();
  const router = useRouter();
  return async (session) => {
    signIn(session);
    // It needs the frame of the chat, which must not be in the way of the form.
    const { pageBetween } = await import('./page-between');
    const between = await pageBetween(session.user);
    if (between) void navigate({ to: between, search: { redirect } });
    else if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };
}
