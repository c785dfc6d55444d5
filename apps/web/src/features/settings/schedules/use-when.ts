import { useTranslation } from 'react-i18next';
import { locale } from '@/lib/i18n';
import { clockOf, dayName, timingOf } from './cron';

/** Says in words when a schedule is due. */
export function useWhen() {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  return ({ cron }: { cron: string }): string => {
    const { often, time, day } = timingOf(cron);
    if (often === 'custom') return t('when.custom', { cron });
    const clock = clockOf(time, locale());
    return often === 'weekly'
      ? t('when.weekly', { day: dayName(day, locale()), time: clock })
      : t(`when.${often}`, { time: clock });
  };
}
