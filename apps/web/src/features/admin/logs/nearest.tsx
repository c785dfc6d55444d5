import { logsList } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { absoluteTime } from '@/lib/dates';
import { type LogView } from './use-logs';

const HOUR_MS = 3_600_000;

interface NearestProps {
  view: LogView;
  onRange: (from: string, to: string) => void;
}

/** Where the nearest lines are that match, when there are none in the range: leads there, with a range of the same length. */
export function Nearest({ view, onRange }: NearestProps) {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['logs', 'nearest', view],
    queryFn: async ({ signal }) => {
      const { from, to, ...filter } = view;
      const [before, after] = await Promise.all([
        from ? logsList({ query: { ...filter, to: from, order: 'desc', limit: 1 }, signal }) : undefined,
        to ? logsList({ query: { ...filter, from: to, order: 'asc', limit: 1 }, signal }) : undefined,
      ]);
      return { before: before?.data.logs[0]?.created_at, after: after?.data.logs[0]?.created_at };
    },
  });
  if (!query.data) return null;
  const { before, after } = query.data;
  if (!before && !after) return <p>{t('logs.noneAnywhere')}</p>;
  const span = view.from && view.to ? Date.parse(view.to) - Date.parse(view.from) : HOUR_MS;
  const lead = (at: string) =>
    onRange(new Date(Date.parse(at) - span / 2).toISOString(), new Date(Date.parse(at) + span / 2).toISOString());
  return (
    <div className="flex flex-wrap gap-2">
      {before && (
        <Button size="sm" onClick={() => lead(before)}>
          {t('logs.nearestBefore', { time: absoluteTime(before) })}
        </Button>
      )}
      {after && (
        <Button size="sm" onClick={() => lead(after)}>
          {t('logs.nearestAfter', { time: absoluteTime(after) })}
        </Button>
      )}
    </div>
  );
}
