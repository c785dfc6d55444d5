import { type ModelPull } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Bar } from './bar';
import { Figures } from './pull-row';

/** On a phone the panel with the jobs is far below: how they go on stays in sight. */
export function Strip({ pulls }: { pulls: ModelPull[] }) {
  const { t } = useTranslation('pulls');
  const first = pulls.find(({ status }) => status === 'running') ?? pulls[0]!;
  return (
    <section
      aria-label={t('stripLabel')}
      className="fixed inset-x-0 bottom-0 z-30 flex flex-col gap-1 border-t border-line bg-surface px-4 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] text-console"
    >
      <span className="truncate">{t('strip', { count: pulls.length, name: first.name })}</span>
      <Bar label={t('progress', { name: first.name })} completed={first.completed} total={first.total} />
      <span className="min-h-4 text-meta text-ink-3">
        <Figures pull={first} />
      </span>
    </section>
  );
}
