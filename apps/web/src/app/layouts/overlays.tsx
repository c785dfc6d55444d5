import { lazy, Suspense, useEffect, useState } from 'react';
import { useAnnouncement } from '@/lib/announce';
import { importWithTexts, loadTexts } from '@/lib/i18n';
import { onSessionExpired } from '@/lib/session';
import { useToastsNeeded } from '@/lib/toast';
import { useIdle } from '@/lib/use-idle';
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
  const toasts = useToastsNeeded(({ needed }) => needed);
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
      <Suspense>
        {toasts && <Toasts />}
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

const Toasts = lazy(() => import('./toasts'));
