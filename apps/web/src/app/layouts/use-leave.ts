import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { forgetRuns } from '@/features/chat/run/chat-runs';
import { signOut } from '@/lib/session';

/** Signs out and shows the sign-in page. */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  return useCallback(async () => {
    // At once: the server ends them with the session, which would ask for another sign-in.
    forgetRuns();
    void import('@/features/chat/audio/read-aloud').then(
      ({ stopReading }) => stopReading(),
      () => undefined,
    );
    await signOut();
    await navigate({ to: '/login' });
  }, [navigate]);
}
