import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatNumber } from '@/lib/format';
import { judge } from './beats';
import { type Check } from './check-row';
import { beatsQuery, connectionQuery, reloadQuery } from './api';

/** Smaller differences between the clocks are harmless. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * The checks that only a browser can make: whether the server sees what it sees, whether a reload keeps the session,
 * whether streams arrive unbuffered, and whether its clock is right.
 */
export function useBrowserChecks(ahead: number | undefined): Check[] {
  const { t } = useTranslation('doctor');
  const beats = useQuery(beatsQuery);
  const connection = useQuery(connectionQuery);
  const reload = useQuery(reloadQuery);
  const checks: Check[] = [...(connection.data ?? [])];
  if (reload.data) {
    const { kept, refusal } = reload.data;
    checks.push({
      title: t('reload'),
      state: kept ? 'ok' : 'fail',
      detail: kept ? t('reloadKept') : (refusal ?? t('reloadLost')),
      fix: refusal ? undefined : t('reloadFix'),
    });
  }
  if (ahead !== undefined) {
    const apart = Math.abs(ahead);
    const agree = apart < CLOCK_TOLERANCE_MS;
    checks.push({
      title: t('browserClock'),
      state: agree ? 'ok' : 'warn',
      detail: agree ? t('clockAgrees') : t('clockDiffers', { seconds: formatNumber(Math.round(apart / 1000)) }),
      fix: t('clockFix'),
    });
  }
  const stream = beats.data ? judge(beats.data) : beats.isError ? { state: 'failed' as const } : undefined;
  if (!stream) checks.push({ title: t('streams'), state: 'note', detail: t('streamsListening') });
  else if (stream.state === 'fine')
    checks.push({
      title: t('streams'),
      state: 'ok',
      detail: t('streamsFine', { every: formatDuration(stream.everyMs) }),
    });
  else if (stream.state === 'held')
    checks.push({
      title: t('streams'),
      state: 'warn',
      detail: t('streamsHeld', { within: formatDuration(stream.withinMs) }),
      fix: t('streamsFix'),
    });
  else checks.push({ title: t('streams'), state: 'fail', detail: t('streamsFailed'), fix: t('streamsFix') });
  return checks;
}
