import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { absoluteTime } from '@/lib/dates';
import { formatDuration, formatNumber } from '@/lib/format';
import { differences } from './compare';
import { type PastRun, questionOf } from './past';

/** Two runs side by side: different request fields, figures and answers. */
export default function CompareDialog({ pair, onClose }: { pair: [PastRun, PastRun]; onClose: () => void }) {
  const { t } = useTranslation('playground');
  const changed = differences(pair[0].body, pair[1].body);
  const cells = (values: [string | undefined, string | undefined]) =>
    values.map((value, side) => (
      <td key={side} dir="auto" className="py-1.5 pe-3 align-top font-mono text-meta break-words whitespace-pre-wrap">
        {value ?? <span className="text-ink-3">{t('compare.unset')}</span>}
      </td>
    ));
  const figures = ({ status, totalMs, tokens }: PastRun) =>
    [
      status ?? '–',
      formatDuration(totalMs),
      ...(tokens === undefined ? [] : [t('compare.tokens', { count: tokens, number: formatNumber(tokens) })]),
    ].join(' · ');
  const sides = pair.map(figures) as [string, string];
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      title={t('compare.title')}
      description={questionOf(pair[0].body) === questionOf(pair[1].body) ? questionOf(pair[0].body) : undefined}
    >
      <div className="max-h-[70dvh] overflow-y-auto">
        <table className="w-full table-fixed text-start text-console">
          <thead>
            <tr className="border-b border-line text-ink-2">
              <th scope="col" className="w-24 py-1.5 text-start font-medium">
                {t('compare.field')}
              </th>
              {pair.map(({ id, at }) => (
                <th key={id} scope="col" className="py-1.5 text-start font-medium">
                  {absoluteTime(at)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {changed.map(({ field, sides: values }) => (
              <tr key={field}>
                <th
                  scope="row"
                  className="py-1.5 pe-2 text-start align-top font-mono text-meta font-normal break-words"
                >
                  {field}
                </th>
                {cells(values)}
              </tr>
            ))}
            {changed.length === 0 && (
              <tr>
                <td colSpan={3} className="py-1.5 text-ink-3">
                  {t('compare.same')}
                </td>
              </tr>
            )}
            <tr>
              <th scope="row" className="py-1.5 text-start align-top font-medium">
                {t('compare.figures')}
              </th>
              {cells(sides)}
            </tr>
            <tr>
              <th scope="row" className="py-1.5 text-start align-top font-medium">
                {t('compare.answer')}
              </th>
              {pair.map(({ id, answer }) => (
                <td key={id} dir="auto" className="py-1.5 pe-3 align-top break-words whitespace-pre-wrap">
                  {answer || <span className="text-ink-3">{t('compare.noAnswer')}</span>}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
