import { ApiError } from '@pocket-llm/api-client';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { type KeptTitle, keptTitles } from '@/lib/threads/titles-kept';
import { ErrorId } from '@/components/ui/notice';
import { Message } from '../layouts/not-found-page';

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
  const titles = unreachable ? keptTitles() : [];
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
          {titles.length > 0 && <KeptTitles titles={titles} />}
        </div>
      }
    />
  );
}

/** The latest chats as this device last saw them: what is there to come back to. */
function KeptTitles({ titles }: { titles: KeptTitle[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="kept-titles" className="w-full pt-6">
      <h2 id="kept-titles" className="pb-2 text-ui font-medium">
        {t('page.keptTitles')}
      </h2>
      <ul className="max-h-[40dvh] overflow-y-auto border-y border-line" tabIndex={0} aria-labelledby="kept-titles">
        {titles.map(({ id, title, updated_at }) => (
          <li key={id} className="flex justify-between gap-4 border-b border-line py-2 text-ui last:border-b-0">
            <span dir="auto" className="truncate">
              {title || t('nav.newChat')}
            </span>
            <span className="shrink-0 text-ink-3">
              <Time iso={updated_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
