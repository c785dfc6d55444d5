import { ApiError } from '@pocket-llm/api-client';
import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Pause, Pencil, Play, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { errorCopy } from '@/lib/error-copy';
import { locale } from '@/lib/i18n';
import { showToast } from '@/lib/toast';
import { useUndoDelete } from '@/lib/undo-delete';
import { type Schedule, useChangeSchedule, useRemoveSchedule, useRunSchedule } from './api';
import { momentOf } from './cron';
import { useWhen } from './use-when';

interface ScheduleRowProps {
  schedule: Schedule;
  onEdit: () => void;
}

/** One scheduled prompt: when it is asked, what came of it, and what can be done with it. */
export function ScheduleRow({ schedule, onEdit }: ScheduleRowProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const when = useWhen();
  const { name, prompt, paused, failures, running, next_run_at, last_run_at, thread_id, timezone } = schedule;
  const next = next_run_at ? t('next', { time: momentOf(next_run_at, locale(), timezone) }) : t('never');
  return (
    <li className="flex flex-col gap-2 border-b border-line py-4">
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span dir="auto" className="truncate font-medium" title={name}>
            {name}
          </span>
          <span dir="auto" className="line-clamp-2 text-console break-words text-ink-3">
            {prompt}
          </span>
        </div>
        <Actions schedule={schedule} onEdit={onEdit} />
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-console text-ink-2">
        <span>{when(schedule)}</span>
        {running && <Status tone="live">{t('running')}</Status>}
        {paused && (
          <Status tone={failures > 0 ? 'danger' : 'idle'}>
            {failures > 0 ? t('pausedByFailures', { count: failures }) : t('paused')}
          </Status>
        )}
        {!paused && !running && <span className="tabular">{next}</span>}
        {thread_id && last_run_at && (
          <Link
            to="/c/$threadId"
            params={{ threadId: thread_id }}
            aria-label={t('lastOf', { name })}
            className="text-accent-ink underline underline-offset-3"
          >
            {t('last')} · <Time iso={last_run_at} />
          </Link>
        )}
      </p>
      {schedule.last_error && <Problem schedule={schedule} problem={schedule.last_error} />}
    </li>
  );
}

function Problem({ schedule, problem }: { schedule: Schedule; problem: NonNullable<Schedule['last_error']> }) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const { t: common } = useTranslation();
  const { text } = errorCopy(ApiError.fromProblem(problem), common);
  return (
    <p className="text-console break-words text-warn">
      {t(schedule.waits ? 'waits' : schedule.failures > 0 ? 'lastFailed' : 'leftOut')} {text}
    </p>
  );
}

function Actions({ schedule, onEdit }: ScheduleRowProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const navigate = useNavigate();
  const change = useChangeSchedule();
  const run = useRunSchedule();
  const remove = useRemoveSchedule();
  const undoDelete = useUndoDelete();
  const { id, name, paused, running } = schedule;
  const runNow = () =>
    run.mutate(id, {
      onSuccess: (threadId) =>
        void showToast(t('started', { name }), {
          action: {
            label: t('open'),
            run: () => void navigate({ to: '/c/$threadId', params: { threadId } }),
          },
        }),
    });
  const error = change.error ?? run.error;
  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex items-center gap-1">
        <Button size="sm" busy={run.isPending} disabled={running} aria-label={t('runNowOf', { name })} onClick={runNow}>
          {t('runNow')}
        </Button>
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('actionsOf', { name })} />}>
          <MenuItem icon={Pencil} onSelect={onEdit}>
            {t('edit')}
          </MenuItem>
          <MenuItem icon={paused ? Play : Pause} onSelect={() => change.mutate({ id, paused: !paused })}>
            {t(paused ? 'resume' : 'pause')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            danger
            icon={Trash2}
            onSelect={() =>
              undoDelete({ ids: [id], send: remove(id), text: t('removed', { name }), failedText: t('notRemoved') })
            }
          >
            {t('remove')}
          </MenuItem>
        </Menu>
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
