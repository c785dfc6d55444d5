import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ui/notice';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { type CostGroup, type CostRange, costsQuery, nearBudgetsQuery } from './api';

// Its code and its texts load only where there is something to show.
const CostTables = lateComponent(importWithTexts('usage', () => import('./cost-tables').then((it) => it.CostTables)));

/** Who is near the end of a budget, and what the range has cost; nothing where there are neither. */
export function Costs({ range }: { range: CostRange }) {
  const budgets = useQuery(nearBudgetsQuery);
  const { data: near = [] } = budgets;
  const [group, setGroup] = useState<CostGroup>('model');
  const costs = useQuery(costsQuery(range, group));
  const { data } = costs;
  const { totals, currency = null } = data ?? {};
  const isPriced = totals && ((currency !== null && totals.cost_micros > 0) || totals.energy_micro_wh > 0);
  const failed = [budgets, costs].find(({ isError }) => isError);
  const retry = () => [budgets, costs].forEach((one) => one.isError && void one.refetch());
  const report = isPriced ? data : undefined;
  return (
    <>
      {failed && <ErrorNotice error={failed.error} onRetry={retry} />}
      {(near[0] || isPriced) && (
        <CostTables near={near} range={range} report={report} group={group} onGroup={setGroup} fallback={null} />
      )}
    </>
  );
}
