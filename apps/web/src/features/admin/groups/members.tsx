import { type AdminUserDto, type GroupDto } from '@pocket-llm/api-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { AddPeople } from './add-people';
import { MEMBERS_PER_PAGE, membersQuery, useChangeMembers } from '../rights/api';
import { useGroupWords } from '../rights/words';

/** Who is in a group: chips, or rows of a paged list when there are many. A provider's members can only be read. */
export function Members({ group }: { group: GroupDto }) {
  const { t } = useTranslation('groups');
  const { t: people } = useTranslation('people');
  const words = useGroupWords();
  const query = useInfiniteQuery(membersQuery(group.id));
  const change = useChangeMembers();
  const field = useRef<HTMLInputElement>(null);
  // The button of a change goes with it, and so would the focus.
  const focus = () => field.current?.focus();
  const isOurs = group.source === 'manual';
  const members = query.data?.pages.flatMap(({ users }) => users) ?? [];
  const isLong = group.member_count > MEMBERS_PER_PAGE;
  return (
    <>
      {!isOurs && (
        <p className="text-console text-ink-2">
          {t(group.source === 'scim' ? 'membersScim' : 'membersElsewhere', { source: words.source(group) })}
        </p>
      )}
      {change.isError && <ErrorNotice error={change.error} />}
      {isOurs && <AddPeople ref={field} group={group} change={change} onAdded={focus} />}
      {query.isPending && <Skeleton rows={1} className="h-8" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && members.length === 0 && <p className="text-console text-ink-2">{t('noMembers')}</p>}
      {members.length > 0 && (
        <ul
          aria-label={t('membersOf', { name: group.name })}
          // It scrolls by itself, also by keyboard.
          tabIndex={isLong ? 0 : undefined}
          className={isLong ? 'max-h-80 divide-y divide-line overflow-y-auto' : 'flex flex-wrap gap-1.5'}
        >
          {members.map((user) => (
            <Member
              key={user.id}
              user={user}
              isRow={isLong}
              isBusy={change.isPending && (change.variables.remove?.includes(user.id) ?? false)}
              onRemove={
                isOurs ? () => change.mutate({ groupId: group.id, remove: [user.id] }, { onSuccess: focus }) : undefined
              }
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          size="sm"
          className="self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {people('loadMore')}
        </Button>
      )}
      {members.length > 0 && (
        <Link
          to="/admin/users"
          search={{ group: group.id }}
          className="w-fit text-console text-accent-ink underline underline-offset-3"
        >
          {t('showInUsers', { count: group.member_count })}
        </Link>
      )}
    </>
  );
}

interface MemberProps {
  user: AdminUserDto;
  isRow: boolean;
  isBusy: boolean;
  /** Absent where a provider says who is in it. */
  onRemove?: () => void;
}

function Member({ user, isRow, isBusy, onRemove }: MemberProps) {
  const { t } = useTranslation('groups');
  return (
    <li
      className={cn(
        'flex min-w-0 items-center gap-1 text-console',
        isRow ? 'justify-between py-1' : 'rounded-full border border-line-strong bg-surface ps-3',
        !isRow && !onRemove && 'py-1 pe-3',
      )}
    >
      <span className="min-w-0 truncate" title={user.email}>
        {user.username}
        {isRow && <span className="ms-2 text-ink-3">{user.email}</span>}
      </span>
      {onRemove && (
        <IconButton
          icon={X}
          size="tiny"
          className={isRow ? undefined : 'me-1 rounded-full'}
          label={t('removeMember', { name: user.username })}
          disabled={isBusy}
          onClick={onRemove}
        />
      )}
    </li>
  );
}
