import { type QueuedMessage } from '@pocket-llm/api-client';
import { FileText, GripVertical, ImageIcon, Pencil, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { keyOf } from './api';

/** How much of a message stands in the names of its buttons. */
const NAME_CHARS = 40;

interface QueuedRowProps {
  message: QueuedMessage;
  /** Another model than the chat's, if it asks one. */
  model: string | undefined;
  /** It is being dragged. */
  dragged: boolean;
  /** There are others to change places with. */
  movable: boolean;
  onGrab: (event: PointerEvent) => void;
  /** Moves it by so many places. */
  onMove: (by: 1 | -1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

/** A waiting message: one line with a handle, edit and remove. */
export function QueuedRow(props: QueuedRowProps) {
  const { message, model, dragged, movable, onGrab, onMove, onEdit, onRemove } = props;
  const { t } = useTranslation('queue');
  const { prompt, images, files } = message;
  const text = prompt.length > NAME_CHARS ? `${prompt.slice(0, NAME_CHARS).trimEnd()}…` : prompt;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Elsewhere the same keys go from turn to turn.
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
  return (
    <div className={cn('flex min-w-0 flex-1 items-center', dragged && 'bg-sunken')}>
      <IconButton
        icon={GripVertical}
        label={t('move', { text })}
        data-tip={t('moveTip')}
        data-tip-keys="↑ ↓"
        data-grip={keyOf(message)}
        aria-disabled={!movable || undefined}
        className={cn('touch-none text-ink-3', movable ? 'cursor-grab active:cursor-grabbing' : 'opacity-40')}
        onPointerDown={movable ? onGrab : undefined}
        onKeyDown={movable ? onKeyDown : undefined}
      />
      <button
        type="button"
        dir="auto"
        className="min-w-0 flex-1 cursor-text truncate py-1.5 text-start text-ui text-ink-2 hover:text-ink"
        tabIndex={-1}
        aria-hidden
        onClick={onEdit}
      >
        {prompt}
      </button>
      <span className="sr-only">{prompt}</span>
      {images && (
        <span className="flex shrink-0 items-center gap-1 ps-2 text-meta text-ink-3">
          <Icon as={ImageIcon} />
          <span className="sr-only">{t('pictures', { count: images.length })}</span>
          <span aria-hidden>{images.length}</span>
        </span>
      )}
      {files && (
        <span className="flex shrink-0 items-center gap-1 ps-2 text-meta text-ink-3">
          <Icon as={FileText} />
          <span className="sr-only">{t('documents', { count: files.length })}</span>
          <span aria-hidden>{files.length}</span>
        </span>
      )}
      {model && <span className="max-w-32 shrink-0 truncate ps-2 text-meta text-ink-3">{model}</span>}
      <IconButton
        icon={Pencil}
        label={t('edit', { text })}
        data-tip={t('editTip')}
        data-edit-queued={keyOf(message)}
        onClick={onEdit}
      />
      <IconButton icon={X} label={t('remove', { text })} data-tip={t('removeTip')} onClick={onRemove} />
    </div>
  );
}
