import { type Thread } from '@pocket-llm/api-client';
import { Link, useNavigate } from '@tanstack/react-router';
import { MoreHorizontal } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { showToast } from '@/lib/toast';
import { deleteLater, undoDelete, UNDO_MS } from './pending-deletes';
import { RenameField } from './rename-field';
import { useThreadChange } from './use-thread-change';

const loadMenu = () => import('./thread-menu');

interface ThreadRowProps {
  thread: Thread;
  active: boolean;
  onOpen?: () => void;
}

/** One conversation of the sidebar: a link, with its actions behind one button. */
export const ThreadRow = memo(function ThreadRow({ thread, active, onOpen }: ThreadRowProps) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const change = useThreadChange();
  const [renaming, setRenaming] = useState(false);
  const title = thread.title || t('thread.untitled');
  const leave = () => active && void navigate({ to: '/chat' });

  const remove = () => {
    deleteLater(thread.id, () => void showToast(t('thread.changeFailed')));
    leave();
    void showToast(t('thread.deleted', { title }), { durationMs: UNDO_MS, action: { label: common('undo'), run: () => undoDelete(thread.id) } });
  };
  const archive = () => {
    change.mutate({ threadId: thread.id, archived: true });
    leave();
    const undo = () => change.mutate({ threadId: thread.id, archived: false });
    void showToast(t('thread.archived', { title }), { durationMs: UNDO_MS, action: { label: common('undo'), run: undo } });
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
    <div className={cn('group relative flex h-full items-center rounded-control', active ? 'bg-accent-wash' : 'hover:bg-sunken')}>
      <Link
        to="/c/$threadId"
        params={{ threadId: thread.id }}
        aria-current={active ? 'page' : undefined}
        title={title}
        onClick={onOpen}
        onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-control px-2 pe-9 text-ui"
      >
        {thread.running && (
          <>
            <span className="live-dot" aria-hidden />
            <span className="sr-only">{t('thread.running')}</span>
          </>
        )}
        <span dir="auto" className="truncate">
          {title}
        </span>
      </Link>
      <DeferredMenu
        load={loadMenu}
        props={{ pinned: thread.pinned, onRename: () => setRenaming(true), onPin: () => change.mutate({ threadId: thread.id, pinned: !thread.pinned }), onArchive: archive, onDelete: remove }}
        trigger={
          <Button
            variant="quiet"
            size="icon"
            aria-label={t('thread.menu', { title })}
            className="absolute end-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 touch:opacity-100"
          >
            <Icon as={MoreHorizontal} />
          </Button>
        }
      />
    </div>
  );
});
