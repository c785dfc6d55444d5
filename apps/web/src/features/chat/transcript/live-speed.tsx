import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { runStore } from '../run/chat-runs';
import { createRateEstimator } from './rate-estimator';

const SAMPLE_INTERVAL_MS = 250;

/** How fast the answer arrives. Digits of one width in a place of their own, so that a new number moves nothing. */
export function LiveSpeed({ runKey }: { runKey: string }) {
  const { t } = useTranslation('chat');
  const [speed, setSpeed] = useState<number>();
  useEffect(() => {
    const rate = createRateEstimator();
    // By the clock, not by the token: the number must not flicker, and has to fall while nothing arrives.
    const timer = setInterval(
      () => setSpeed(rate(runStore.get(runKey)?.pieces ?? 0, performance.now())),
      SAMPLE_INTERVAL_MS,
    );
    return () => clearInterval(timer);
  }, [runKey]);
  if (speed === undefined) return null;
  return (
    <p aria-hidden className="tabular min-w-[12ch] ps-2 font-mono text-eyebrow text-ink-3">
      {t('turn.tokensPerSecond', { value: formatNumber(speed, { maximumFractionDigits: 0 }) })}
    </p>
  );
}
