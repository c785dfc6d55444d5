import { type QueryPlan } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { readPlan, type PlanNode } from './plan';

/** Steps often take microseconds, which would round to zero milliseconds. */
const exact = (ms: number): string =>
  formatNumber(ms, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 3 });

/** A plan as a tree: the cost of each step without its children, with the most expensive step marked. */
export function PlanView({ plan: raw }: { plan: QueryPlan | undefined }) {
  const { t } = useTranslation('sql');
  if (!raw) return <p className="max-w-prose text-ui text-ink-3">{t('plan.none')}</p>;
  const { root, measured, planningMs = 0, executionMs = 0 } = readPlan(raw.plan);
  return (
    <div className="flex flex-col gap-3">
      {measured && (
        <p className="tabular font-mono text-meta text-ink-2">
          {t('plan.total', { planning: exact(planningMs), execution: exact(executionMs) })}
        </p>
      )}
      <ul aria-label={t('plan.tree')} className="overflow-x-auto rounded-panel border border-line px-4 py-3">
        <Node node={root} measured={measured} />
      </ul>
    </div>
  );
}

function Node({ node, measured }: { node: PlanNode; measured: boolean }) {
  const { t } = useTranslation('sql');
  const rows = measured
    ? t('plan.actual', { rows: node.actual, expected: node.expected })
    : t('plan.estimated', { rows: node.expected });
  return (
    <li className="flex flex-col gap-1 py-1">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-console">
        <span className="font-medium">{node.title}</span>
        {node.heaviest && (
          <strong className="text-meta font-semibold text-danger">
            {t(measured ? 'plan.slowest' : 'plan.dearest')}
          </strong>
        )}
        <span className="min-w-0 font-mono text-meta break-words text-ink-2">{node.detail}</span>
      </div>
      <div className="tabular flex flex-wrap items-center gap-x-3 font-mono text-meta text-ink-3">
        <span aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-sunken">
          <span
            className={`block h-full rounded-full ${node.heaviest ? 'bg-danger' : 'bg-ink-3'}`}
            style={{ inlineSize: `${Math.max(2, node.share * 100)}%` }}
          />
        </span>
        {measured && <span>{t('plan.time', { ms: exact(node.own) })}</span>}
        <span>{t('plan.cost', { cost: node.cost })}</span>
        <span>{rows}</span>
        {node.loops !== undefined && node.loops > 1 && <span>{t('plan.loops', { loops: node.loops })}</span>}
      </div>
      {node.children.length > 0 && (
        <ul className="ms-2 border-s border-line ps-4">
          {node.children.map((child, index) => (
            <Node key={index} node={child} measured={measured} />
          ))}
        </ul>
      )}
    </li>
  );
}
