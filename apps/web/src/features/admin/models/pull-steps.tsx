import { type ModelPull } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { STEPS, stepOf } from './phase';

/** The steps of a pull, the one it is at marked; the backend's own words are behind it. */
export function PullSteps({ pull }: { pull: Pick<ModelPull, 'kind' | 'phase' | 'name'> }) {
  const { t } = useTranslation('pulls');
  const at = stepOf(pull);
  return (
    <ol aria-label={t('steps', { name: pull.name })} title={pull.phase} className="flex gap-x-1.5">
      {STEPS[pull.kind].map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={cn('flex gap-x-1.5', index === at ? 'font-medium text-ink' : 'text-ink-3')}
        >
          {index > 0 && <span aria-hidden>›</span>}
          {t(`step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
