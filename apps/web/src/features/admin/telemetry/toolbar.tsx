import { RefreshCw, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { useNarrow } from '@/lib/use-media';
import { zoomedOut } from './range';
import { RangeSheet } from './range-sheet';
import { OwnRange } from './own-range';
import { type RangeProps, useRangeChoices } from './range-choices';

/** Time range and refresh interval, both in the address. On a phone the options open in a sheet. */
export function Toolbar({ onRefresh, ...range }: RangeProps & { onRefresh: () => void }) {
  const { t } = useTranslation('telemetry');
  const narrow = useNarrow();
  const { ranges, refreshes } = useRangeChoices(range);
  return (
    <>
      {narrow && <RangeSheet {...range} />}
      {!narrow && <Select label={t('range')} value={ranges.value} options={ranges.options} onChange={ranges.choose} />}
      {!narrow && ranges.isOwn && <OwnRange {...range} />}
      <IconButton icon={ZoomOut} label={t('zoomOut')} onClick={() => range.onChange(zoomedOut(range.shown))} />
      {!narrow && (
        <Select
          label={t('refreshEvery')}
          value={refreshes.value}
          options={refreshes.options}
          onChange={refreshes.choose}
        />
      )}
      <IconButton icon={RefreshCw} label={t('refresh')} onClick={onRefresh} />
    </>
  );
}
