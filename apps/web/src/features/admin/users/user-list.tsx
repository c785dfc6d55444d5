import { useTranslation } from 'react-i18next';
import { SelectBox } from './select-box';
import { UserName } from './user-name';
import { type UsersProps } from './user-table';

/** The accounts on a narrow screen. Their details are in the inspector. */
export function UserList({ users, selection, onOpen }: UsersProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <ul aria-label={t('title')} className="divide-y divide-line border-y border-line text-console">
      {users.map((user) => (
        <li key={user.id} className="flex items-center">
          <SelectBox user={user} selection={selection} />
          <button
            type="button"
            data-user={user.id}
            aria-label={t('open', { name: user.username })}
            onClick={() => onOpen(user.id)}
            className="flex min-h-14 min-w-0 flex-1 items-center justify-between gap-3 py-2 text-start"
          >
            <UserName user={user} />
            <span className="flex shrink-0 flex-col items-end text-ink-2">
              {common(`role.${user.role}`)}
              {!user.is_active && (
                <span className={user.is_pending ? 'text-warn' : 'text-ink-3'}>
                  {t(user.is_pending ? 'state.pending' : 'state.inactive')}
                </span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
