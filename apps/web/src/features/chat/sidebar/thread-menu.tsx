import { type Thread } from '@pocket-llm/api-client';
import { Archive, FileJson, FileText, Link2, Pencil, Pin, PinOff, Share2, Trash2 } from 'lucide-react';
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { announce } from '@/lib/announce';
import { formatDay } from '@/lib/dates';
import { importWithTexts } from '@/lib/i18n';
import { useThreadActions } from '@/lib/threads/use-thread-actions';
import { useCopy } from '@/lib/use-copy';

const ShareDialog = lazy(importWithTexts('shares', () => import('../share/share-dialog')));

interface ThreadItemsProps {
  thread: Thread;
  onRename: () => void;
  /** Opens the dialog, which is outside of the menu. */
  onShare: () => void;
  /** Called when the thread leaves the list: a page that shows it has to navigate away. */
  onLeave: () => void;
}

/** The actions for a conversation, used by every menu. */
export function ThreadItems({ thread, onRename, onShare, onLeave }: ThreadItemsProps) {
  const { t } = useTranslation('chat');
  const { t: late } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const { copy } = useCopy();
  const actions = useThreadActions();
  const one = [thread];
  const leaving = (act: () => void) => () => {
    act();
    onLeave();
  };
  return (
    <>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('thread.rename')}
      </MenuItem>
      <MenuItem icon={Share2} onSelect={onShare}>
        {late('thread.share')}
      </MenuItem>
      <MenuItem
        icon={Link2}
        onSelect={() => void copy(`${window.location.origin}/c/${thread.id}`).then(() => announce(common('copied')))}
      >
        {late('thread.copyLink')}
      </MenuItem>
      {!thread.temporary && (
        <MenuItem
          icon={thread.pinned ? PinOff : Pin}
          onSelect={() => actions.change(one, thread.pinned ? 'unpin' : 'pin')}
        >
          {t(thread.pinned ? 'thread.unpin' : 'thread.pin')}
        </MenuItem>
      )}
      <MenuItem icon={FileText} onSelect={() => void actions.exportAs(one, 'md')}>
        {late('thread.exportMd')}
      </MenuItem>
      <MenuItem icon={FileJson} onSelect={() => void actions.exportAs(one, 'json')}>
        {late('thread.exportJson')}
      </MenuItem>
      <MenuSeparator />
      {!thread.temporary &&
        (thread.archived ? (
          <MenuItem icon={Archive} onSelect={() => actions.change(one, 'unarchive')}>
            {t('thread.unarchive')}
          </MenuItem>
        ) : (
          <MenuItem icon={Archive} onSelect={leaving(() => actions.change(one, 'archive'))}>
            {t('thread.archive')}
          </MenuItem>
        ))}
      <MenuItem icon={Trash2} danger onSelect={leaving(() => actions.remove(one))}>
        {t('thread.delete')}
      </MenuItem>
      {thread.expires_at && !thread.temporary && (
        <p className="max-w-56 px-2 py-1 text-meta text-ink-3">
          {late('thread.expires', { day: formatDay(thread.expires_at) })}
        </p>
      )}
    </>
  );
}

/** The dialog that shares a chat, and what opens it. It stands outside of the menu, which goes when it is used. */
export function useShareDialog(thread: Thread | undefined): { share: () => void; dialog: ReactNode } {
  const [open, setOpen] = useState(false);
  return {
    share: () => setOpen(true),
    dialog: open && thread && (
      <Suspense>
        <ShareDialog threadId={thread.id} temporary={thread.temporary} onClose={() => setOpen(false)} />
      </Suspense>
    ),
  };
}

/** The menu of a sidebar row. */
export default function ThreadMenu({
  trigger,
  startOpen,
  ...items
}: Omit<ThreadItemsProps, 'onShare'> & { trigger: ReactElement; startOpen?: boolean }) {
  const { share, dialog } = useShareDialog(items.thread);
  return (
    <>
      <Menu align="end" trigger={trigger} startOpen={startOpen}>
        <ThreadItems {...items} onShare={share} />
      </Menu>
      {dialog}
    </>
  );
}
