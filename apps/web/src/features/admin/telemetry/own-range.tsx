import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { ownRange } from './range';
import { type RangeProps } from './range-choices';
import { fieldTime } from './format-time';

/** Edits the begin and end of a custom range. */
export function OwnRange({ shown, onChange }: RangeProps) {
  const { t } = useTranslation('telemetry');
  return (['from', 'to'] as const).map((end) => (
    <span key={end} className="w-52">
      <input
        type="datetime-local"
        aria-label={t(end)}
        className={`${INPUT} h-8 px-2 text-console touch:h-11`}
        value={fieldTime(shown[end])}
        onChange={({ target }) => {
          const next = { ...shown, [end]: Date.parse(target.value) };
          if (next.from < next.to) onChange(ownRange(next.from, next.to));
        }}
      />
    </span>
  ));
}
