import { type AnnouncementDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { LinkedText } from '@/components/ui/linked-text';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { SureButton } from '@/components/ui/sure-button';
import { absoluteTime } from '@/lib/dates';
import { formatList } from '@/lib/format';
import { groupNamesQuery } from '../rights/api';
import { useEndAnnouncement, useRemoveAnnouncement } from './api';

const TONES = { info: 'info', warning: 'warn', danger: 'danger' } as const;

/** An announcement: what it says, to whom and when. */
export function AnnouncementRow({ announcement, onEdit }: { announcement: AnnouncementDto; onEdit: () => void }) {
  const { t } = useTranslation('announcements');
  const { id, level, text, state } = announcement;
  const end = useEndAnnouncement(id);
  const remove = useRemoveAnnouncement(id);
  const error = end.error ?? remove.error;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 text-console">
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <p className="max-w-prose text-ui">
          <LinkedText text={text} />
        </p>
        <p className="flex flex-wrap gap-x-3 text-ink-2">
          <Status tone={TONES[level]}>{t(`levels.${level}`)}</Status>
          <Facts announcement={announcement} />
        </p>
        {error && <ErrorNotice error={error} />}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" onClick={onEdit}>
          {t('edit')}
        </Button>
        {state !== 'past' && (
          <Button size="sm" busy={end.isPending} onClick={() => end.mutate()}>
            {t(state === 'active' ? 'endNow' : 'callOff')}
          </Button>
        )}
        <SureButton
          label={t('delete')}
          sureLabel={t('deleteSure')}
          busy={remove.isPending}
          onSure={() => remove.mutate()}
        />
      </div>
    </li>
  );
}

/** To whom it is shown, when, and how many have dismissed it. */
function Facts({ announcement }: { announcement: AnnouncementDto }) {
  const { t } = useTranslation('announcements');
  const { audience, group_ids, before_sign_in, begins_at, ends_at, dismissals } = announcement;
  const groups = useQuery(groupNamesQuery(audience === 'groups' ? group_ids : [])).data;
  const names = group_ids.flatMap((id) => groups?.get(id) ?? []);
  return (
    <>
      <span className="wrap-anywhere">
        {names.length > 0 ? t('forGroups', { names: formatList(names) }) : t(`audiences.${audience}`)}
      </span>
      {before_sign_in && <span>{t('beforeSignIn')}</span>}
      <span>
        {ends_at
          ? t('fromTo', { from: absoluteTime(begins_at), to: absoluteTime(ends_at) })
          : t('from', { from: absoluteTime(begins_at) })}
      </span>
      {dismissals > 0 && <span>{t('dismissed', { count: dismissals })}</span>}
    </>
  );
}
