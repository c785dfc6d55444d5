import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';

/** Says that an answer was written without the beginning of the conversation. */
export function DroppedNote({ count, window }: { count: number; window: number | undefined }) {
  const { t } = useTranslation('chat');
  if (count <= 0) return null;
  return (
    <p className="text-meta text-ink-3">
      {window ? t('context.dropped', { count, window: formatNumber(window) }) : t('context.droppedPlain', { count })}
    </p>
  );
}
