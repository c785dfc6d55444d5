import { type ThreadDetail } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { absoluteTime, relativeTime } from '@/lib/dates';
import { useThreadChange } from '@/lib/threads/use-thread-change';

/** Makes the next chat temporary, or not. */
export function TemporaryToggle({ on }: { on: boolean }) {
  const { t } = useTranslation('chat');
  return (
    <Link
      to="/chat"
      search={{ temporary: on ? undefined : true }}
      replace
      role="switch"
      aria-checked={on}
      aria-label={t('temporary.label')}
      data-tip={t(on ? 'temporary.turnOff' : 'temporary.turnOn')}
      className={buttonClass('quiet', 'sm', on ? 'bg-accent-wash text-ink' : undefined)}
      // The space bar has to toggle a switch, which the browser does not do for a link.
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        event.currentTarget.click();
      }}
    >
      <Icon as={Hourglass} />
      <span className="max-md:hidden">{t('temporary.label')}</span>
    </Link>
  );
}

/** Says that a chat is temporary, and when it will be deleted. */
export function TemporaryNote({ thread }: { thread: ThreadDetail | undefined }) {
  const { t } = useTranslation('chat');
  const change = useThreadChange();
  return (
    <div
      className={cn(
        'mx-3 mt-2 flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 rounded-panel border',
        'border-dashed border-line-strong px-3 py-1.5 text-ui text-ink-2',
      )}
    >
      <Icon as={Hourglass} className="shrink-0 text-ink-3" />
      <p className="min-w-0 flex-1" title={thread?.expires_at ? absoluteTime(thread.expires_at) : undefined}>
        {thread?.expires_at ? t('temporary.goes', { when: relativeTime(thread.expires_at) }) : t('temporary.text')}
      </p>
      {thread && (
        <Button
          size="sm"
          busy={change.isPending}
          onClick={() => change.mutate({ threadId: thread.id, temporary: false })}
        >
          {t('temporary.keep')}
        </Button>
      )}
    </div>
  );
}
