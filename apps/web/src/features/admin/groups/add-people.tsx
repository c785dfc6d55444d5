import { type GroupDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { foundPeopleQuery, type useChangeMembers } from '../rights/api';

interface AddPeopleProps {
  group: GroupDto;
  change: ReturnType<typeof useChangeMembers>;
  onAdded: () => void;
  /** The search field. */
  ref: Ref<HTMLInputElement>;
}

/** Finds people by name or e-mail, to add them. */
export function AddPeople({ group, change, onAdded, ref }: AddPeopleProps) {
  const { t } = useTranslation('groups');
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = useQuery({ ...foundPeopleQuery(q, group.id), enabled: q !== '' });
  const found = q === '' ? undefined : query.data?.people;
  return (
    <div className="flex flex-col gap-1">
      <TextField
        ref={ref}
        size="sm"
        type="search"
        label={t('addPeople')}
        placeholder={t('addPeopleSearch')}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {q !== '' && query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {found && (
        <p role="status" className={found.length > 0 ? 'sr-only' : 'text-console text-ink-2'}>
          {found.length > 0 ? t('found', { count: found.length }) : t('foundNobody')}
        </p>
      )}
      {found && found.length > 0 && (
        <ul aria-label={t('addPeople')} className="divide-y divide-line rounded-panel border border-line px-3">
          {found.map(({ id, username, email }) => (
            <li key={id} className="flex items-center justify-between gap-3 py-1.5 text-console">
              <span className="flex min-w-0 flex-col">
                <span className="truncate">{username}</span>
                <span className="truncate text-meta text-ink-3">{email}</span>
              </span>
              {query.data?.members.has(id) ? (
                <span className="text-meta whitespace-nowrap text-ink-3">{t('isMember')}</span>
              ) : (
                <Button
                  size="sm"
                  aria-label={t('addNamed', { name: username })}
                  busy={change.isPending && (change.variables.add?.includes(id) ?? false)}
                  onClick={() => change.mutate({ groupId: group.id, add: [id] }, { onSuccess: onAdded })}
                >
                  {t('add')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
