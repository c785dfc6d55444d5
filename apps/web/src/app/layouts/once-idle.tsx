import { onSessionChange } from '@pocket-llm/api-client';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { AccountNotices } from '@/features/notices/account-notices';
import { registerServiceWorker } from '@/lib/service-worker';
import { firstPage } from '@/lib/session';
import { followTitles } from '@/lib/threads/titles-kept';

/** What the frame needs once its page is idle, in one file: what is told above the page, and what goes on unseen. */
export default function OnceIdle() {
  const router = useRouter();
  useEffect(() => {
    followTitles();
    if (process.env.NODE_ENV === 'production' && 'serviceWorker' in navigator) void registerServiceWorker();
    // When the server begins to require something before everything else, the route leads there.
    const lead = () => void (firstPage() && router.invalidate());
    lead();
    return onSessionChange(lead);
  }, [router]);
  return <AccountNotices />;
}
