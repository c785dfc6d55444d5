import { modelPullsCancel, modelPullsResume, type ModelPull } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { formatBytes, formatDuration } from '@/lib/format';
import { Bar } from './bar';
import { PullSteps } from './pull-steps';
import { isActive, pullsQuery } from './queries';

const TONES = {
  queued: 'idle',
  running: 'live',
  done: 'ok',
  failed: 'danger',
  cancelled: 'idle',
  interrupted: 'warn',
} as const;

/** One model on its way: how far, how fast, how long still; and what to do when it broke off. */
export function PullRow({ pull }: { pull: ModelPull }) {
  const { t } = useTranslation('pulls');
  const client = useQueryClient();
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: pullsQuery.queryKey }) };
  const cancel = useMutation({ mutationFn: () => modelPullsCancel({ path: { pull_id: pull.id } }), ...settled });
  const resume = useMutation({ mutationFn: () => modelPullsResume({ path: { pull_id: pull.id } }), ...settled });
  const { name, status, requested_by, problem } = pull;
  const active = isActive(pull);
  const failure = cancel.error ?? resume.error;
  // What the registry does not have it will not have the next time.
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

/** Bytes of the total, speed, and the time that is left. */
export function Figures({ pull: { completed, total, bytes_per_second, eta_ms } }: { pull: ModelPull }) {
  const { t } = useTranslation('pulls');
  if (total === 0) return null;
  return (
    <span className="tabular flex flex-wrap gap-x-3 font-mono">
      <span>{t('of', { completed: formatBytes(completed), total: formatBytes(total) })}</span>
      {bytes_per_second !== null && <span>{t('rate', { size: formatBytes(bytes_per_second) })}</span>}
      {eta_ms !== null && <span>{t('left', { time: formatDuration(eta_ms) })}</span>}
    </span>
  );
}
