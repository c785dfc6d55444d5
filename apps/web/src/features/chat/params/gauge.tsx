import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { type ContextEstimate } from '../context';
import { useSidePanel } from '../panel-store';
import { ALMOST_FULL_SHARE, usedText } from './use-estimate';

const RADIUS = 6.5;
const ROUND = 2 * Math.PI * RADIUS;

/** How full the context is, as a ring. Its tooltip has the numbers; the chat's settings have the details. */
export function Gauge({ estimate }: { estimate: ContextEstimate | undefined }) {
  const { t } = useTranslation('chat');
  const share = Math.min(1, estimate?.share ?? 0);
  const full = estimate !== undefined && estimate.share > ALMOST_FULL_SHARE;
  const used = estimate ? usedText(estimate, t) : t('gauge.unknown');
  const text = [
    used,
    full && (estimate.dropped > 0 ? t('gauge.drops', { count: estimate.dropped }) : t('gauge.explain')),
  ]
    .filter(Boolean)
    .join('. ');
  return (
    <Button
      variant="quiet"
      size="sm"
      aria-label={`${t('gauge.label')}: ${text}`}
      data-tip={text}
      onClick={() => useSidePanel.setState({ open: true, source: undefined })}
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden
        className={`size-4 -rotate-90 ${full ? 'text-warn' : 'text-ink-2'}`}
        fill="none"
        strokeWidth="2.5"
      >
        <circle cx="8" cy="8" r={RADIUS} className="stroke-line" strokeDasharray={estimate ? undefined : '2 2'} />
        {share > 0 && (
          <circle
            cx="8"
            cy="8"
            r={RADIUS}
            stroke="currentColor"
            strokeDasharray={`${Math.max(1.5, share * ROUND)} ${ROUND}`}
          />
        )}
      </svg>
      {full && <span className="text-meta text-warn">{t(estimate.share > 1 ? 'gauge.full' : 'gauge.almostFull')}</span>}
    </Button>
  );
}
