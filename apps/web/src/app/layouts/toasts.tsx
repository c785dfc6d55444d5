import { useEffect, useState } from 'react';
import { Toaster, useSonner } from 'sonner';
import { cn } from '@/lib/cn';
import { useNarrow } from '@/lib/use-media';

const GAP_PX = 16;
const BELOW_HEADER = 'calc(env(safe-area-inset-top) + 3.5rem)';
const LOOK_EVERY_MS = 200;

/**
 * The room that a chat's composer takes at the lower edge, with all that stands on it, in pixels: from the end of the
 * transcript. 0 elsewhere, also in an empty chat, whose composer stands higher.
 */
const composerRoom = (): number => {
  const transcript = document.querySelector('[role="log"]')?.parentElement;
  return transcript ? Math.max(0, window.innerHeight - transcript.getBoundingClientRect().bottom) : 0;
};

/** `composerRoom` while toasts are in sight: it changes with what is typed, and with the page. */
function useComposerRoom(): number {
  const isShowing = useSonner().toasts.length > 0;
  const [room, setRoom] = useState(composerRoom);
  useEffect(() => {
    if (!isShowing) return;
    const look = () => setRoom(composerRoom());
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isShowing]);
  return room;
}

/**
 * The place for toasts: the corner above the composer, on a phone below the header, where no keyboard hides them. They
 * never cover what sends a message. The code loads with the first toast.
 */
export default function Toasts() {
  const narrow = useNarrow();
  const room = useComposerRoom();
  return (
    <Toaster
      position={narrow ? 'top-center' : 'bottom-right'}
      offset={{ top: BELOW_HEADER, bottom: room + GAP_PX }}
      mobileOffset={{ top: BELOW_HEADER }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: cn(
            'flex w-full items-center justify-between gap-4 rounded-panel border border-line bg-surface',
            'px-4 py-3 font-sans text-ui text-ink shadow-menu',
          ),
          actionButton: 'h-8 shrink-0 rounded-control border border-line-strong px-3 text-console font-medium',
        },
      }}
    />
  );
}
