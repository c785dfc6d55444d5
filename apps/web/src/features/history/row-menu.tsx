import { type Thread } from '@pocket-llm/api-client';
import { Archive, ArchiveRestore, CheckSquare, FileJson, FileText, Pin, PinOff, Trash2 } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { formatDay } from '@/lib/dates';
import { useThreadActions } from '@/lib/threads/use-thread-actions';

interface RowMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  thread: Thread;
  onSelect: () => void;
}

/** The actions for a result, including everything that a swipe or a key does. */
export default function RowMenu({ trigger, startOpen, thread, onSelect }: RowMenuProps) {
  const { t } = useTranslation('history');
  const { t: chat } = useTranslation('chat');
  const { t: late } = useTranslation('chat-late');
  const actions = useThreadActions();
  const one = [thread];
  return (
    <Menu align="end" trigger={trigger} startOpen={startOpen}>
      <MenuItem icon={CheckSquare} onSelect={onSelect}>
        {t('select')}
      </MenuItem>
      <MenuItem
        icon={thread.pinned ? PinOff : Pin}
        onSelect={() => actions.change(one, thread.pinned ? 'unpin' : 'pin')}
      >
        {chat(thread.pinned ? 'thread.unpin' : 'thread.pin')}
      </MenuItem>
      <MenuItem icon={FileText} onSelect={() => void actions.exportAs(one, 'md')}>
        {late('thread.exportMd')}
      </MenuItem>
      <MenuItem icon={FileJson} onSelect={() => void actions.exportAs(one, 'json')}>
        {late('thread.exportJson')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={thread.archived ? ArchiveRestore : Archive}
        onSelect={() => actions.change(one, thread.archived ? 'unarchive' : 'archive')}
      >
        {chat(thread.archived ? 'thread.unarchive' : 'thread.archive')}
      </MenuItem>
      <MenuItem icon={Trash2} danger onSelect={() => actions.remove(one)}>
        {chat('thread.delete')}
      </MenuItem>
      {thread.expires_at && (
        <p className="max-w-56 px-2 py-1 text-meta text-ink-3">
          {late('thread.expires', { day: formatDay(thread.expires_at) })}
        </p>
      )}
    </Menu>
  );
}
