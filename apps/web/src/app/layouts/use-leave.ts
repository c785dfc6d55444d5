import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { setExtras } from '@/features/chat/extras';
import { forgetRuns } from '@/features/chat/run/chat-runs';
import { signOut } from '@/lib/session';

/** Signs out and shows the sign-in page. */
export function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  return useCallback(async () => {
    forgetRuns();
    // Those of the new chat; nobody else opens this person's threads.
    setExtras(undefined, []);
    void import('@/features/chat/audio/read-aloud').then(
      ({ stopReading }) => stopReading(),
      () => undefined,
    );
    await signOut();
    await navigate({ to: '/login' });
  }, [navigate]);
}
