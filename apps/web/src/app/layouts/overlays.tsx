import { lazy, Suspense, useEffect, useState } from 'react';
import { useAnnouncement } from '@/lib/announce';
import { cn } from '@/lib/cn';
import { importWithTexts, loadTexts } from '@/lib/i18n';
import { onSessionExpired } from '@/lib/session';
import { useToastsNeeded } from '@/lib/toast';
import { useIdle } from '@/lib/use-idle';
import { useNarrow } from '@/lib/use-media';
import { useConfirmation } from '@/lib/with-confirmation';
import { usePalette, useShortcutSheet } from './sheet-store';

const TipLayer = lazy(() => import('@/components/ui/tip-layer'));
const Palette = lazy(() =>
  Promise.all([import('./palette/palette'), loadTexts('consoles', 'frame', 'palette')]).then(([module]) => module),
);
const ShortcutSheet = lazy(importWithTexts('frame', () => import('./shortcut-sheet')));
const ConfirmationDialogs = lazy(() =>
  Promise.all([import('@/features/confirmations/confirmation-dialogs'), loadTexts('security', 'sql')]).then(
    ([module]) => module,
  ),
);
const SignInDialog = lazy(() =>
  Promise.all([import('./sign-in-dialog'), loadTexts('auth')]).then(([module]) => module),
);

/** All overlays. No page needs them to render, so each one loads when it is first used. */
export function Overlays() {
  const sheet = useStaysMounted(useShortcutSheet(({ open }) => open));
  const palette = useStaysMounted(usePalette(({ open }) => open));
  const confirming = useStaysMounted(useConfirmation(({ pending }) => pending !== undefined));
  const idle = useIdle();
  const [answer, setAnswer] = useState<(signedIn: boolean) => void>();
  useEffect(() => onSessionExpired(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  const done = (signedIn: boolean) => {
    answer?.(signedIn);
    setAnswer(undefined);
  };
  return (
    <>
      <Announcer />
      <Toasts />
      <Suspense>
        {idle && <TipLayer />}
        {sheet && <ShortcutSheet />}
        {palette && <Palette />}
      </Suspense>
      <Suspense>{confirming && <ConfirmationDialogs />}</Suspense>
      <Suspense>{answer && <SignInDialog onDone={done} />}</Suspense>
    </>
  );
}

/** Keeps a layer mounted once it was open, so that it can animate while closing. */
function useStaysMounted(open: boolean): boolean {
  const [shown, setShown] = useState(open);
  if (open && !shown) setShown(true);
  return shown;
}

/** The app's only polite live region. */
function Announcer() {
  const { text } = useAnnouncement();
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}

const Toaster = lazy(() => import('sonner').then(({ Toaster: component }) => ({ default: component })));

/** The corner for toasts. Its code loads with the first toast. */
function Toasts() {
  const { needed } = useToastsNeeded();
  const narrow = useNarrow();
  if (!needed) return null;
  return (
    <Suspense>
      <Toaster
        position={narrow ? 'top-center' : 'bottom-right'}
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
    </Suspense>
  );
}
