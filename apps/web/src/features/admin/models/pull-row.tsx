import { type ModelPull } from '@pocket-llm/api-client';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { STEPS, stepOf } from './phase';
import { isActive, useCancelPull, useResumePull } from './api';
import { Bar, Figures } from './pull-progress';

const TONES = {
  queued: 'idle',
  running: 'live',
  done: 'ok',
  failed: 'danger',
  cancelled: 'idle',
  interrupted: 'warn',
} as const;

/** A pull: its progress, speed and remaining time, and a button that resumes it after an interruption. */
export function PullRow({ pull }: { pull: ModelPull }) {
  const { t } = useTranslation('pulls');
  const cancel = useCancelPull(pull.id);
  const resume = useResumePull(pull.id);
  const { name, status, requested_by, problem } = pull;
  const active = isActive(pull);
  const failure = cancel.error ?? resume.error;
  // If the registry does not have the model, retrying is pointless.
  const resumable = !active && status !== 'done' && problem?.code !== 'model.not-found';
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0 font-mono text-console wrap-anywhere">{name}</span>
        <span className="flex items-center gap-1">
          <Status tone={TONES[status]} className="text-console">
            {t(`status.${status}`)}
          </Status>
          {active && (
            <Button
              size="sm"
              variant="quiet"
              aria-label={t('cancelNamed', { name })}
              busy={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {t('cancel')}
            </Button>
          )}
          {resumable && (
            <Button
              size="sm"
              aria-label={t('resumeNamed', { name })}
              busy={resume.isPending}
              onClick={() => resume.mutate()}
            >
              {t('resume')}
            </Button>
          )}
          {!active && <IconButton icon={X} label={t('dismiss', { name })} onClick={() => cancel.mutate()} />}
        </span>
      </div>
      {status !== 'done' && pull.total > 0 && (
        <Bar label={t('progress', { name })} completed={pull.completed} total={pull.total} />
      )}
      <p className="flex flex-wrap gap-x-3 text-meta text-ink-3">
        {status !== 'done' && <Figures pull={pull} />}
        {active && status === 'running' && <PullSteps pull={pull} />}
        <span>{t('by', { name: requested_by })}</span>
      </p>
      {problem && status !== 'cancelled' && (
        <p
          className={cn(
            'border-s-2 ps-3 text-console wrap-anywhere',
            status === 'interrupted' ? 'border-warn' : 'border-danger',
          )}
        >
          {problem.detail}
        </p>
      )}
      {failure && <ErrorNotice error={failure} />}
    </li>
  );
}

/** The steps of a pull with the current one marked. The tooltip shows the backend's own status text. */
function PullSteps({ pull }: { pull: Pick<ModelPull, 'kind' | 'phase' | 'name'> }) {
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
