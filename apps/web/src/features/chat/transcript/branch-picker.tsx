import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { formatNumber } from '@/lib/format';
import { shortcutKeys } from '@/lib/shortcuts';
import { type Versions } from '../message-tree';

interface BranchPickerProps {
  versions: Versions;
  /** Why no other version can be chosen at the moment. */
  blocked: string | undefined;
  onPick: (messageId: string) => void;
}

/** Shows which version of a message is active, and switches to its neighbours. */
export function BranchPicker({ versions: { ids, index }, blocked, onPick }: BranchPickerProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const step = (by: number, name: 'previous' | 'next', icon: typeof ChevronLeft) => {
    const target = ids[index + by];
    // `aria-disabled` instead of `disabled`: a disabled button would lose the focus at the first or last version.
    const off = target === undefined || blocked !== undefined;
    return (
      <IconButton
        icon={icon}
        data-version={name}
        label={blocked ?? t(`transcript:versions.${name}`)}
        keys={shortcutKeys(name === 'previous' ? 'previousVersion' : 'nextVersion')}
        aria-disabled={off || undefined}
        className="aria-disabled:cursor-default aria-disabled:text-line-strong rtl:-scale-x-100"
        onClick={() => !off && onPick(target)}
      />
    );
  };
  return (
    <div
      role="group"
      aria-label={t('transcript:versions.label')}
      className="flex items-center text-ink-3 max-[359px]:order-1"
    >
      {step(-1, 'previous', ChevronLeft)}
      <span
        className="tabular min-w-7 text-center text-meta"
        aria-label={t('transcript:versions.place', { index: index + 1, count: ids.length })}
      >
        {formatNumber(index + 1)}/{formatNumber(ids.length)}
      </span>
      {step(1, 'next', ChevronRight)}
    </div>
  );
}
