import { type Thread } from '@pocket-llm/api-client';
import { Archive, Pin, PinOff, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { useThreadActions } from '@/lib/threads/use-thread-actions';

interface BulkBarProps {
  chosen: readonly Thread[];
  onClear: () => void;
  /** Called with the ids of threads that leave the list. */
  onLeave: (threads: readonly Thread[]) => void;
}

/** Actions for the selected conversations. */
export function BulkBar({ chosen, onClear, onLeave }: BulkBarProps) {
  const { t } = useTranslation('chat');
  const { t: late } = useTranslation('chat-late');
  const actions = useThreadActions();
  const pinned = chosen.every((thread) => thread.pinned);
  const leaving = (act: () => void) => () => {
    act();
    onLeave(chosen);
    onClear();
  };
  return (
    <div
      role="toolbar"
      aria-label={late('thread.bulk')}
      className="mx-2 mb-1 flex h-9 shrink-0 items-center rounded-control bg-accent-wash ps-2 touch:h-12"
    >
      <span role="status" className="tabular flex-1 truncate text-console">
        {late('thread.selected', { count: chosen.length })}
      </span>
      <IconButton
        icon={pinned ? PinOff : Pin}
        label={t(pinned ? 'thread.unpin' : 'thread.pin')}
        onClick={() => {
          actions.change(chosen, pinned ? 'unpin' : 'pin');
          onClear();
        }}
      />
      <IconButton
        icon={Archive}
        label={t('thread.archive')}
        onClick={leaving(() => actions.change(chosen, 'archive'))}
      />
      <IconButton icon={Trash2} label={t('thread.delete')} onClick={leaving(() => actions.remove(chosen))} />
      <IconButton icon={X} label={late('thread.clear')} onClick={onClear} />
    </div>
  );
}
