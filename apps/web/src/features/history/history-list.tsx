import { type Thread } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { dateGroup } from '@/lib/dates';

interface HistoryListProps {
  threads: Thread[];
  onRestore?: (id: string) => void;
}

/** Conversations by day and month, newest first. */
export function HistoryList({ threads, onRestore }: HistoryListProps) {
  const { t } = useTranslation('history');
  const groups: { label: string; threads: Thread[] }[] = [];
  for (const thread of threads) {
    const group = dateGroup(thread.updated_at);
    const label = group.kind === 'month' ? group.label : t(group.kind);
    if (groups.at(-1)?.label === label) groups.at(-1)!.threads.push(thread);
    else groups.push({ label, threads: [thread] });
  }
  return (
    <>
      {groups.map((group, index) => (
        <section key={`${group.label}:${index}`} className="flex flex-col">
          <h2 className="sticky top-0 z-10 border-b border-line bg-canvas pt-4 pb-1.5 text-meta font-medium text-ink-3">{group.label}</h2>
          <ul>
            {group.threads.map((thread) => (
              <li key={thread.id} className="flex items-center gap-2 border-b border-line">
                <Link
                  to="/c/$threadId"
                  params={{ threadId: thread.id }}
                  className="flex min-w-0 flex-1 flex-col gap-0.5 rounded-control px-2 py-2.5 -outline-offset-2 hover:bg-sunken"
                >
                  <span dir="auto" className="truncate font-medium">
                    {thread.title || t('untitled')}
                  </span>
                  <span className="tabular flex flex-wrap gap-x-3 font-mono text-eyebrow text-ink-3">
                    <Time iso={thread.updated_at} />
                    <span>{t('turns', { count: thread.message_count })}</span>
                    {thread.model_used && <span>{thread.model_used}</span>}
                    {thread.pinned && <Status tone="idle">{t('pinned')}</Status>}
                  </span>
                </Link>
                {onRestore && (
                  <Button size="sm" variant="quiet" onClick={() => onRestore(thread.id)}>
                    {t('unarchive')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
