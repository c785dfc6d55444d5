import { ApiError } from '@pocket-llm/api-client';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorId } from '@/components/ui/notice';
import { Message } from '../layouts/not-found-page';

/** A screen that could not be shown: the server is out of reach, a newer version was installed, or it is a defect. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const unreachable = error instanceof ApiError;
  const again = () => {
    // A chunk that is gone after an update comes back only with the page itself.
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
        </div>
      }
    />
  );
}
