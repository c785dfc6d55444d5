import { type Thread } from '@pocket-llm/api-client';
import { Archive, FileJson, FileText, Link2, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { announce } from '@/lib/announce';
import { formatDay } from '@/lib/dates';
import { useThreadActions } from '@/lib/threads/use-thread-actions';
import { useCopy } from '@/lib/use-copy';

interface ThreadItemsProps {
  thread: Thread;
  onRename: () => void;
  /** Called when the thread leaves the list: a page that shows it has to navigate away. */
  onLeave: () => void;
}

/** The actions for a conversation, used by every menu. */
export function ThreadItems({ thread, onRename, onLeave }: ThreadItemsProps) {
  const { t } = useTranslation('chat');
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
      <MenuItem
        icon={Link2}
        onSelect={() => void copy(`${window.location.origin}/c/${thread.id}`).then(() => announce(common('copied')))}
      >
        {t('thread.copyLink')}
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
        {t('thread.exportMd')}
      </MenuItem>
      <MenuItem icon={FileJson} onSelect={() => void actions.exportAs(one, 'json')}>
        {t('thread.exportJson')}
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
          {t('thread.expires', { day: formatDay(thread.expires_at) })}
        </p>
      )}
    </>
  );
}

/** The menu of a sidebar row. */
export default function ThreadMenu({
  trigger,
  startOpen,
  ...items
}: ThreadItemsProps & { trigger: ReactElement; startOpen?: boolean }) {
  return (
    <Menu align="end" trigger={trigger} startOpen={startOpen}>
      <ThreadItems {...items} />
    </Menu>
  );
}
