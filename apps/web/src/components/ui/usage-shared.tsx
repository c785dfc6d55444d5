import { type TodayDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatKilowattHours, formatMoney } from '@/lib/money';
import { Measure } from './usage-measure';

/** What the month has cost, and what the person's groups may use together. */
export function UsageShared({ today: { costs, groups } }: { today: TodayDto }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const { currency, cost_micros, energy_micro_wh } = costs;
  return (
    <>
      {currency !== null && cost_micros > 0 && (
        <p className="flex justify-between gap-3">
          {t('own.month')}
          <span className="tabular font-mono text-console">{formatMoney(cost_micros, currency)}</span>
        </p>
      )}
      {energy_micro_wh > 0 && (
        <p className="flex justify-between gap-3">
          {t('own.energy')}
          <span className="tabular font-mono text-console">
            {t('kilowattHours', { value: formatKilowattHours(energy_micro_wh) })}
          </span>
        </p>
      )}
      {groups.map(({ id, name, used, month, limits }) => (
        <section key={id} aria-label={t('own.group', { name })} className="flex flex-col gap-3 pt-2">
          <h3 className="font-medium wrap-anywhere">{t('own.group', { name })}</h3>
          {(
            [
              ['requestsDay', used.requests, limits.requests_per_day],
              ['tokensDay', used.tokens, limits.tokens_per_day],
              ['requestsMonth', month.used.requests, limits.requests_per_month],
              ['tokensMonth', month.used.tokens, limits.tokens_per_month],
            ] as const
          ).map(
            ([label, so, most]) =>
              most !== undefined && <Measure key={label} label={t(`measures.${label}`)} used={so} limit={most} />,
          )}
        </section>
      ))}
    </>
  );
}
