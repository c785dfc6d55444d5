import { type Thread } from '@pocket-llm/api-client';
import { Link, useNavigate } from '@tanstack/react-router';
import { MoreHorizontal } from 'lucide-react';
import { memo, type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { useThreadChange } from '@/lib/threads/use-thread-change';
import { RenameField } from './rename-field';
import { useUnread } from './unread';

const loadMenu = importWithTexts('chat-late', () => import('./thread-menu'));

/** How a click changes the selection: toggle this row, or extend to it. */
export type Choice = 'one' | 'range';

interface ThreadRowProps {
  thread: Thread;
  active: boolean;
  chosen: boolean;
  /** While something is selected, a plain click selects as well. */
  choosing: boolean;
  onChoose: (id: string, mode: Choice) => void;
  onOpen?: () => void;
}

/** A conversation in the sidebar: a link, with its actions in a menu. */
export const ThreadRow = memo(function ThreadRow({
  thread,
  active,
  chosen,
  choosing,
  onChoose,
  onOpen,
}: ThreadRowProps) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  const change = useThreadChange();
  const [renaming, setRenaming] = useState(false);
  const unread = useUnread(({ ids }) => ids.has(thread.id));
  const title = thread.title || t('thread.untitled');

  const onClick = (event: MouseEvent) => {
    const mode = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'one' : undefined;
    if (!mode && !choosing) return onOpen?.();
    event.preventDefault();
    onChoose(thread.id, mode ?? 'one');
  };

  if (renaming) {
    return (
      <RenameField
        title={thread.title}
        onDone={(next) => {
          setRenaming(false);
          if (next) change.mutate({ threadId: thread.id, title: next });
        }}
      />
    );
  }
  return (
    <div
      className={cn(
        'group relative flex h-full items-center rounded-control',
        active || chosen ? 'bg-accent-wash' : 'hover:bg-sunken',
      )}
    >
      <Link
        to="/c/$threadId"
        params={{ threadId: thread.id }}
        aria-current={active ? 'page' : undefined}
        title={title}
        onClick={onClick}
        onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        className={cn(
          'flex h-full min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-ui select-none',
          // The whole width until the menu's button shows.
          'group-focus-within:pe-9 group-hover:pe-9 group-has-data-popup-open:pe-9 touch:pe-11',
          chosen && 'font-medium',
        )}
      >
        <ThreadMark running={thread.running} unread={unread} />
        <ThreadTitle title={title} />
      </Link>
      <DeferredMenu
        load={loadMenu}
        props={{ thread, onRename: () => setRenaming(true), onLeave: () => active && void navigate({ to: '/chat' }) }}
        trigger={
          <Button
            variant="quiet"
            size="icon"
            aria-label={t('thread.menu', { title })}
            className={cn(
              'absolute end-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100',
              'data-popup-open:opacity-100 touch:opacity-100',
            )}
          >
            <Icon as={MoreHorizontal} />
          </Button>
        }
      />
    </div>
  );
});

/** Marks a thread in which an answer is being written, or one finished unread. */
function ThreadMark({ running, unread }: { running: boolean; unread: boolean }) {
  const { t } = useTranslation('chat');
  if (!running && !unread) return null;
  return (
    <>
      <span
        className={running ? 'live-dot' : 'size-2 shrink-0 rounded-full bg-accent forced-colors:border'}
        aria-hidden
      />
      <span className="sr-only">{t(running ? 'thread.running' : 'thread.unread')}</span>
    </>
  );
}

/** The title of a row. A title that arrives later fades in once; an initial one does not. */
function ThreadTitle({ title }: { title: string }) {
  const [first] = useState(title);
  return (
    <span
      key={title}
      dir="auto"
      className={cn('truncate', title !== first && 'transition-opacity duration-180 starting:opacity-0')}
    >
      {title}
    </span>
  );
}
