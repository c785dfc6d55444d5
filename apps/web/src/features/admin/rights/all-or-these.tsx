import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';

/** With more items than this, the list can be searched. */
const UNSEARCHED = 10;

interface AllOrTheseProps {
  label: string;
  all: string;
  these: string;
  /** What is saved: ids, or null for all; undefined while nobody has chosen yet. */
  saved: readonly string[] | null | undefined;
  /** The list to tick. */
  children: (ids: readonly string[], onChange: (ids: string[]) => void) => ReactNode;
  /** Said while the choice is to be of these, and none is ticked. */
  noneNote: string;
  saving: {
    error: unknown;
    isPending: boolean;
    isSuccess: boolean;
    mutate: (ids: string[] | null) => void;
    reset: () => void;
  };
}

/** All of something, or only those that are ticked in a list. */
export function AllOrThese({ label, all, these, saved, children, noneNote, saving }: AllOrTheseProps) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const name = useId();
  // Until somebody edits it, it follows what others save.
  const [draft, setDraft] = useState<{ ids: readonly string[] | null }>();
  const ids = draft ? draft.ids : saved;
  const change = (next: readonly string[] | null) => {
    setDraft({ ids: next });
    saving.reset();
  };
  const radio = (value: readonly string[] | null, text: string) => (
    <label className="flex min-h-9 items-center gap-3 text-console touch:min-h-11">
      <input
        type="radio"
        name={name}
        checked={ids !== undefined && (ids === null) === (value === null)}
        onChange={() => change(value)}
        className="size-4 accent-ink"
      />
      {text}
    </label>
  );
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (ids !== undefined) saving.mutate(ids && [...ids]);
      }}
    >
      {saving.error !== null && <ErrorNotice error={saving.error} />}
      <fieldset className="flex flex-col">
        <legend className="sr-only">{label}</legend>
        {radio(null, all)}
        {radio(ids ?? saved ?? [], these)}
      </fieldset>
      {ids && children(ids, change)}
      {ids?.length === 0 && <p className="text-console text-warn">{noneNote}</p>}
      <div className="flex items-center gap-3">
        <Button type="submit" size="sm" busy={saving.isPending} disabled={ids === undefined}>
          {common('save')}
        </Button>
        {saving.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}

interface TicksProps {
  label: string;
  ids: readonly string[];
  items: readonly { id: string; name: string; note?: ReactNode }[];
  searchLabel: string;
  onChange: (ids: string[]) => void;
  /** Searches elsewhere: the items are what was found. Without it they are searched here. */
  search?: { typed: string; isOn: boolean; onTyped: (typed: string) => void };
}

/** A list of items to tick, which can be searched where it is long. */
export function Ticks({ label, ids, items, searchLabel, onChange, search }: TicksProps) {
  const [own, setOwn] = useState('');
  const typed = search?.typed ?? own;
  const wanted = own.trim().toLowerCase();
  const shown = items.filter((item) => item.name.toLowerCase().includes(wanted));
  return (
    <>
      {(search?.isOn ?? items.length > UNSEARCHED) && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={searchLabel}
          placeholder={searchLabel}
          value={typed}
          onChange={(event) => (search?.onTyped ?? setOwn)(event.target.value)}
        />
      )}
      <ul
        aria-label={label}
        className="max-h-80 divide-y divide-line overflow-y-auto border-y border-line empty:hidden"
      >
        {shown.map((item) => (
          <li key={item.id}>
            <label className="flex min-h-9 items-start gap-3 py-1.5 text-console touch:min-h-11">
              <input
                type="checkbox"
                checked={ids.includes(item.id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...ids, item.id] : ids.filter((one) => one !== item.id))
                }
                className="mt-0.5 size-4 shrink-0 accent-ink"
              />
              <span className="flex min-w-0 flex-col wrap-anywhere">
                {item.name}
                {item.note && <span className="text-meta text-ink-3">{item.note}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}
