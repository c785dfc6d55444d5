import { lazy, Suspense } from 'react';
import { useToastsNeeded } from '@/lib/toast';
import { useNarrow } from '@/lib/use-media';

const Toaster = lazy(() => import('sonner').then(({ Toaster: component }) => ({ default: component })));

/** The corner for background results and undo; loaded with the first one. */
export function Toasts() {
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
            toast:
              'flex w-full font-sans items-center justify-between gap-4 rounded-panel border border-line bg-surface px-4 py-3 text-ui text-ink shadow-menu',
            actionButton: 'h-8 shrink-0 rounded-control border border-line-strong px-3 text-console font-medium',
          },
        }}
      />
    </Suspense>
  );
}
