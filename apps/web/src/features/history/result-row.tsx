import { type Thread } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { MoreHorizontal, Pin } from 'lucide-react';
import { memo, type MouseEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { Marked } from '@/components/ui/marked';
import { Time } from '@/components/ui/time';
import { cn } from '@/lib/cn';
import { useThreadActions } from '@/lib/threads/use-thread-actions';
import { useSwipe } from './use-swipe';
import { wordRanges } from './words';

const loadMenu = () => import('./row-menu');

const SWIPE_LABEL = cn(
  'absolute inset-0 flex items-center justify-end bg-sunken pe-6',
  'text-ui text-ink-2 [@media(pointer:fine)]:hidden',
);
const MENU_BUTTON = cn(
  'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100',
  'data-popup-open:opacity-100 touch:opacity-100',
);

interface ResultRowProps {
  thread: Thread;
  q: string | undefined;
  /** Changes when the keyboard cursor moves here. */
  focusKey: number | undefined;
  chosen: boolean;
  /** While something is selected, a plain click selects as well. */
  choosing: boolean;
  onChoose: (id: string, mode: 'one' | 'range') => void;
  onFocus: (id: string) => void;
}

/** A result in two lines: the title, and the matching text below it. */
export const ResultRow = memo(function ResultRow(props: ResultRowProps) {
  const { thread, q, focusKey, chosen, choosing, onChoose, onFocus } = props;
  const { t } = useTranslation('history');
  const { t: chat } = useTranslation('chat');
  const actions = useThreadActions();
  const link = useRef<HTMLAnchorElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const swipe = useSwipe(body, () => actions.change([thread], thread.archived ? 'unarchive' : 'archive'));
  const title = thread.title || chat('thread.untitled');
  const { snippet } = thread;

  useEffect(() => {
    if (focusKey !== undefined) link.current?.focus({ preventScroll: true });
  }, [focusKey]);

  const onClick = (event: MouseEvent) => {
    if (!event.shiftKey && !choosing) return;
    event.preventDefault();
    onChoose(thread.id, event.shiftKey ? 'range' : 'one');
  };
  return (
    <div className="relative overflow-hidden border-b border-line">
      <span aria-hidden className={SWIPE_LABEL}>
        {chat(thread.archived ? 'thread.unarchive' : 'thread.archive')}
      </span>
      <div
        ref={body}
        {...swipe}
        data-chosen={chosen || undefined}
        className={cn('group relative flex touch-pan-y items-stretch', chosen ? 'bg-accent-wash' : 'bg-canvas')}
      >
        <label
          className={cn(
            'flex w-10 shrink-0 items-center justify-center',
            !choosing && 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 touch:hidden',
          )}
        >
          <input
            type="checkbox"
            checked={chosen}
            onChange={() => onChoose(thread.id, 'one')}
            aria-label={t('selectOne', { title })}
            className="size-4 accent-ink"
          />
        </label>
        <Link
          ref={link}
          to="/c/$threadId"
          params={{ threadId: thread.id }}
          search={snippet && { m: snippet.message_id }}
          onClick={onClick}
          onFocus={() => onFocus(thread.id)}
          className={cn(
            'flex min-w-0 flex-1 flex-col gap-0.5 rounded-control px-2 py-2.5 -outline-offset-2',
            !chosen && 'hover:bg-sunken',
          )}
        >
          <ResultText thread={thread} title={title} q={q} />
        </Link>
        <span className="flex shrink-0 items-center px-1">
          <DeferredMenu
            load={loadMenu}
            props={{ thread, onSelect: () => onChoose(thread.id, 'one') }}
            trigger={
              <IconButton icon={MoreHorizontal} label={chat('thread.menu', { title })} className={MENU_BUTTON} />
            }
          />
        </span>
      </div>
    </div>
  );
});

/** A result's content: title and time, below them the matching text and the number of messages. */
function ResultText({ thread, title, q }: { thread: Thread; title: string; q: string | undefined }) {
  const { t } = useTranslation('history');
  const { t: chat } = useTranslation('chat');
  const { snippet } = thread;
  return (
    <>
      <span className="flex items-baseline justify-between gap-4">
        <span className="flex min-w-0 items-center gap-1.5">
          {thread.running && <span aria-label={chat('thread.running')} role="img" className="live-dot" />}
          {thread.pinned && (
            <span role="img" aria-label={t('pinned')} className="shrink-0 text-ink-3">
              <Icon as={Pin} />
            </span>
          )}
          <span dir="auto" className="truncate text-ui font-medium">
            <Marked text={title} ranges={wordRanges(title, q)} />
          </span>
        </span>
        <Time iso={thread.updated_at} className="tabular shrink-0 font-mono text-eyebrow text-ink-3" />
      </span>
      <span className="flex items-baseline justify-between gap-4">
        {snippet ? (
          <span dir="auto" className="line-clamp-2 text-ui text-ink-2 md:line-clamp-1">
            <Marked text={snippet.text} ranges={snippet.highlights} />
          </span>
        ) : (
          <span className="truncate font-mono text-eyebrow text-ink-3">{thread.model_used}</span>
        )}
        <span className={cn('tabular shrink-0 font-mono text-eyebrow text-ink-3', snippet && 'max-md:hidden')}>
          {t('turns', { count: thread.message_count })}
        </span>
      </span>
    </>
  );
}
