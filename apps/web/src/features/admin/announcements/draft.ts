import { type AnnouncementDto, type SaveAnnouncementDto } from '@pocket-llm/api-client';

export const LEVELS = ['info', 'warning', 'danger'] as const;
export const AUDIENCES = ['everybody', 'developers', 'admins', 'groups'] as const;
export const MOST_TEXT = 1_000;

/** What the form holds; times as their fields have them, in the reader's time zone. */
export interface AnnouncementDraft {
  level: AnnouncementDto['level'];
  text: string;
  audience: AnnouncementDto['audience'];
  group_ids: string[];
  before_sign_in: boolean;
  begins: string;
  ends: string;
}

/** A time as a datetime-local field has it. */
const fieldOf = (iso: string): string => {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

export const draftOf = (announcement?: AnnouncementDto): AnnouncementDraft => ({
  level: announcement?.level ?? 'info',
  text: announcement?.text ?? '',
  audience: announcement?.audience ?? 'everybody',
  group_ids: announcement?.group_ids ?? [],
  before_sign_in: announcement?.before_sign_in ?? false,
  begins: announcement ? fieldOf(announcement.begins_at) : '',
  ends: announcement?.ends_at ? fieldOf(announcement.ends_at) : '',
});

/** Whether it ends before it begins, as far as its fields say. */
export const endsTooEarly = ({ begins, ends }: AnnouncementDraft, now = Date.now()): boolean =>
  ends !== '' && new Date(ends).getTime() <= (begins === '' ? now : new Date(begins).getTime());

export const isComplete = (draft: AnnouncementDraft): boolean =>
  draft.text.trim() !== '' && !endsTooEarly(draft) && (draft.audience !== 'groups' || draft.group_ids.length > 0);

/**
 * What is saved. The fields show minutes: one that was not touched keeps its seconds.
 * @param before what is being changed
 */
export function bodyOf(draft: AnnouncementDraft, before?: AnnouncementDto): SaveAnnouncementDto {
  const { level, text, audience, group_ids, before_sign_in, begins, ends } = draft;
  const kept = draftOf(before);
  const begins_at = begins === '' ? undefined : new Date(begins).toISOString();
  const ends_at = ends === '' ? undefined : new Date(ends).toISOString();
  return {
    level,
    text: text.trim(),
    audience,
    group_ids: audience === 'groups' ? group_ids : [],
    before_sign_in: audience === 'everybody' && before_sign_in,
    begins_at: before && begins === kept.begins ? before.begins_at : begins_at,
    ends_at: before?.ends_at && ends === kept.ends ? before.ends_at : ends_at,
  };
}
