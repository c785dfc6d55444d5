import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { absoluteTime } from '@/lib/dates';

/** The stretch of time that is looked at, to be taken away. */
export function RangeChip({
  from,
  to,
  onClear,
}: {
  from: string | undefined;
  to: string | undefined;
  onClear: () => void;
}) {
  const { t } = useTranslation('admin');
  if (!from && !to) return null;
  const name = t('logs.range', { from: from ? absoluteTime(from) : '…', to: to ? absoluteTime(to) : '…' });
  return (
    <button
      type="button"
      aria-label={t('query.remove', { name })}
      onClick={onClear}
      className="tabular flex h-6 items-center gap-1 rounded-control bg-accent-wash ps-1.5 pe-1 text-meta text-ink touch:h-11"
    >
      {name}
      <Icon as={X} />
    </button>
  );
}
