import { ApiError } from '@pocket-llm/api-client';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorId } from '@/components/ui/notice';
import { Message } from '../layouts/not-found-page';

const KeptTitles = lazy(() => import('./kept-titles'));

/** Shown when a screen fails to load: the server is unreachable, a new version was deployed, or there is a defect. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const unreachable = error instanceof ApiError;
  const again = () => {
    // A chunk that was removed by an update loads again only after a full page load.
    if (!unreachable) return window.location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <Message
      title={t(unreachable ? 'page.unreachable' : 'page.crashed')}
      hint={t(unreachable ? 'page.unreachableHint' : 'page.crashedHint')}
      action={
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" onClick={again}>
            {t(unreachable ? 'retry' : 'page.reload')}
          </Button>
          {unreachable && error.requestId && <ErrorId id={error.requestId} />}
          <Suspense>{unreachable && <KeptTitles />}</Suspense>
        </div>
      }
    />
  );
}
