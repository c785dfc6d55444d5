import { type AdminUserDto } from '@pocket-llm/api-client';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '@/lib/session';
import { type Selection } from '@/lib/use-selection';

/** Selects an account for the actions on several; with Shift, all between. One's own cannot be selected. */
export function SelectBox({ user, selection }: { user: AdminUserDto; selection: Selection }) {
  const { t } = useTranslation('people');
  const self = useUser()?.id === user.id;
  const shift = useRef(false);
  return (
    <label
      className="flex h-full -mx-2 min-h-8 w-8 items-center justify-center touch:min-h-11 touch:w-11"
      data-tip={self ? t('selectSelf') : undefined}
    >
      <input
        type="checkbox"
        data-user={user.id}
        checked={selection.ids.has(user.id)}
        disabled={self}
        aria-label={self ? t('selectSelf') : t('select', { name: user.username })}
        onClick={(event) => {
          shift.current = event.shiftKey;
        }}
        onChange={() => (shift.current ? selection.extendTo(user.id) : selection.toggle(user.id))}
        className="size-4 accent-ink"
      />
    </label>
  );
}
