import { ApiError, type AnnouncementDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { TextArea } from '@/components/ui/text-area';
import { groupChoicesQuery } from '../rights/api';
import { GroupTicks } from '../rights/group-choice';
import { useSaveAnnouncement } from './api';
import {
  type AnnouncementDraft,
  AUDIENCES,
  bodyOf,
  draftOf,
  endsTooEarly,
  isComplete,
  LEVELS,
  MOST_TEXT,
} from './draft';

interface AnnouncementDialogProps {
  /** `undefined` for a new one. */
  announcement: AnnouncementDto | undefined;
  onClose: () => void;
}

/** Makes or changes an announcement. */
export function AnnouncementDialog({ announcement, onClose }: AnnouncementDialogProps) {
  const { t } = useTranslation('announcements');
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(announcement));
  const save = useSaveAnnouncement(announcement?.id);
  const refused = save.error instanceof ApiError ? save.error.fieldErrors : [];
  const set = (next: Partial<AnnouncementDraft>) => {
    setDraft({ ...draft, ...next });
    save.reset();
  };
  const changed = announcement && (draft.text.trim() !== announcement.text || draft.level !== announcement.level);
  return (
    <Dialog open wide onOpenChange={onClose} title={t(announcement ? 'editTitle' : 'addTitle')}>
      <form
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete(draft)) save.mutate(bodyOf(draft, announcement), { onSuccess: onClose });
        }}
      >
        {save.isError && <ErrorNotice error={save.error} detail={refused[0]?.message} />}
        <TextPart draft={draft} onChange={set} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Choice label={t('level')} hint={t(`levelHints.${draft.level}`)}>
            <Select
              label={t('level')}
              value={draft.level}
              options={LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
              onChange={(level) => set({ level })}
            />
          </Choice>
          <Choice label={t('audience')}>
            <Select
              label={t('audience')}
              value={draft.audience}
              options={AUDIENCES.map((value) => ({ value, label: t(`audiences.${value}`) }))}
              onChange={(audience) => set({ audience })}
            />
          </Choice>
        </div>
        {draft.audience === 'groups' && <GroupChoice draft={draft} onChange={set} />}
        {draft.audience === 'everybody' && (
          <Check
            label={t('beforeSignInField')}
            checked={draft.before_sign_in}
            onChange={(before_sign_in) => set({ before_sign_in })}
          />
        )}
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            type="datetime-local"
            label={t('begins')}
            hint={t('beginsHint')}
            value={draft.begins}
            onChange={(event) => set({ begins: event.target.value })}
          />
          <TextField
            type="datetime-local"
            label={t('ends')}
            hint={t('endsHint')}
            value={draft.ends}
            error={endsTooEarly(draft) ? t('endsTooEarly') : undefined}
            onChange={(event) => set({ ends: event.target.value })}
          />
        </div>
        {changed && announcement.dismissals > 0 && <p className="text-console text-ink-2">{t('shownAgain')}</p>}
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!isComplete(draft)}>
            {t(announcement ? 'save' : 'publish')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: AnnouncementDraft;
  onChange: (next: Partial<AnnouncementDraft>) => void;
}

function TextPart({ draft, onChange }: PartProps) {
  const { t } = useTranslation('announcements');
  return (
    <TextArea
      label={t('text')}
      hint={t('textHint')}
      rows={3}
      maxLength={MOST_TEXT}
      value={draft.text}
      onChange={(event) => onChange({ text: event.target.value })}
    />
  );
}

/** The groups that it is for. */
function GroupChoice({ draft, onChange }: PartProps) {
  const { t } = useTranslation('announcements');
  const choices = useQuery(groupChoicesQuery('')).data;
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1.5 text-ui font-medium">{t('audiences.groups')}</legend>
      {choices?.total === 0 && <p className="text-console text-ink-2">{t('noGroups')}</p>}
      <GroupTicks
        label={t('audiences.groups')}
        ids={draft.group_ids}
        onChange={(group_ids) => onChange({ group_ids })}
      />
    </fieldset>
  );
}

function Choice({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{label}</span>
      {children}
      {hint && <span className="text-meta text-ink-3">{hint}</span>}
    </div>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-console touch:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-ink"
      />
      <span className="min-w-0 wrap-anywhere">{label}</span>
    </label>
  );
}
