import { type ThreadDetail } from '@pocket-llm/api-client';
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { absoluteTime, relativeTime } from '@/lib/dates';
import { useThreadChange } from '@/lib/threads/use-thread-change';

/** Says that a chat is temporary, and when it will be deleted. */
export function TemporaryNote({ thread }: { thread: ThreadDetail | undefined }) {
  const { t } = useTranslation('chat-late');
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
