import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { type ContextEstimate } from '../context';
import { ALMOST_FULL_SHARE, usedText } from './use-estimate';

/** How much of the context is used, as a bar, and what happens when it is full. */
export function ContextSection({ estimate }: { estimate: ContextEstimate | undefined }) {
  const { t } = useTranslation('chat');
  if (!estimate) return <p className="text-meta text-ink-3">{t('gauge.unknown')}</p>;
  const { used_tokens: used, window, share, dropped } = estimate;
  const full = share > ALMOST_FULL_SHARE;
  const text = usedText(estimate, t);
  return (
    <div className="flex flex-col gap-2">
      <div className="tabular flex items-center justify-between gap-2 font-mono text-console">
        {text}
        {full && (
          <Status tone="warn" className="font-sans text-meta text-warn">
            {t(share > 1 ? 'gauge.full' : 'gauge.almostFull')}
          </Status>
        )}
      </div>
      <div
        role="meter"
        aria-label={t('gauge.label')}
        aria-valuemin={0}
        aria-valuemax={window}
        aria-valuenow={Math.min(used, window)}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full rounded-full ${full ? 'bg-warn' : 'bg-ink-2'}`}
          style={{ inlineSize: `${Math.min(100, share * 100)}%` }}
        />
      </div>
      <p className="text-meta text-ink-3">{dropped > 0 ? t('gauge.drops', { count: dropped }) : t('gauge.explain')}</p>
    </div>
  );
}
