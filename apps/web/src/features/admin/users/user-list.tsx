import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { UserName } from './user-name';

/** The accounts on a narrow screen. Their details are in the inspector. */
export function UserList({ users, onOpen }: { users: AdminUserDto[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <ul aria-label={t('title')} className="divide-y divide-line border-y border-line text-console">
      {users.map((user) => (
        <li key={user.id}>
          <button
            type="button"
            aria-label={t('open', { name: user.username })}
            onClick={() => onOpen(user.id)}
            className="flex min-h-14 w-full items-center justify-between gap-3 py-2 text-start"
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
