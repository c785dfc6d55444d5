import { useId } from 'react';
import { useTranslation } from 'react-i18next';

interface MeasureProps {
  label: string;
  hint?: string;
  used: number;
  limit: number | undefined;
}

/** How much of a limit is used, as numbers and as a bar. */
export function Measure({ label, hint, used, limit }: MeasureProps) {
  const { t } = useTranslation('frame');
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <span className="flex justify-between gap-3">
        <span id={id}>{label}</span>
        <span className="tabular font-mono text-console">
          {limit === undefined ? t('today.used', { used }) : t('today.of', { used, limit })}
        </span>
      </span>
      {hint && <span className="text-meta text-ink-3">{hint}</span>}
      {limit !== undefined && (
        <progress
          aria-labelledby={id}
          value={Math.min(used, limit)}
          max={Math.max(1, limit)}
          className={`h-1.5 w-full ${used >= limit ? 'text-danger' : 'text-ink'}`}
        />
      )}
    </div>
  );
}
