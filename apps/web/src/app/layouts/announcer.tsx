import { useAnnouncement } from '@/lib/announce';

/** The one polite live region of the app. */
export function Announcer() {
  const { text } = useAnnouncement();
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
