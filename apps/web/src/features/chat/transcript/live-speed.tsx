import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { runStore } from '../run/chat-runs';
import { createSpeedometer } from './speedometer';

const LOOK_EVERY_MS = 250;

/** How fast the answer comes, now. In digits of one width, in a place of its own: it may change, nothing may move. */
export function LiveSpeed({ runKey }: { runKey: string }) {
  const { t } = useTranslation('chat');
  const [speed, setSpeed] = useState<number>();
  useEffect(() => {
    const meter = createSpeedometer();
    // By the clock, not by the token: the number would flicker, and it has to fall while nothing comes.
    const timer = setInterval(
      () => setSpeed(meter(runStore.get(runKey)?.pieces ?? 0, performance.now())),
      LOOK_EVERY_MS,
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
