import { type AdminUserDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { formatList, formatNumber } from '@/lib/format';
import { rightsQuery, useChangeMembers } from '../rights/api';
import { GroupSelect } from '../rights/group-choice';
import { InspectorPart } from '../inspector/inspector-sheet';
import { LIMIT_NAMES } from './quota-draft';
import { ModelRights, type RightsProps } from './model-rights';

/** The groups of an account, the quota that holds for it, and which models it may use, each with the reasons. */
export function ModelsAndRights({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('groups');
  const query = useQuery(rightsQuery(user.id));
  const change = useChangeMembers();
  const rights = query.data;
  return (
    <InspectorPart title={t('rights.title')}>
      {query.isPending && <Skeleton rows={4} className="h-8" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {change.isError && <ErrorNotice error={change.error} />}
      {rights && (
        <>
          {!rights.is_active && <p className="text-console text-warn">{t('rights.closed', { name: user.username })}</p>}
          <PersonGroups user={user} rights={rights} change={change} />
          <QuotaThatHolds user={user} rights={rights} />
          <ModelRights user={user} rights={rights} change={change} />
        </>
      )}
    </InspectorPart>
  );
}

/** Adds the person to groups and removes it; those of a provider can only be read. */
function PersonGroups({ user, rights, change }: RightsProps) {
  const { t } = useTranslation('groups');
  const part = useRef<HTMLDivElement>(null);
  const mine = rights.groups;
  const silent = mine.filter(({ models_decided }) => !models_decided);
  return (
    <div ref={part} tabIndex={-1} role="group" aria-label={t('rights.groups')} className="flex flex-col gap-1.5">
      <h4 className="text-console font-medium">{t('rights.groups')}</h4>
      {mine.length === 0 && <p className="text-console text-ink-2">{t('rights.noGroup')}</p>}
      {mine.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {mine.map(({ id, name, source }) => (
            <li
              key={id}
              className={cn(
                'flex min-h-8 min-w-0 items-center gap-1 rounded-full border border-line-strong px-3',
                'text-console',
              )}
            >
              <span className="min-w-0 truncate">{name}</span>
              {source === 'manual' && (
                <IconButton
                  icon={X}
                  size="tiny"
                  className="-me-2 rounded-full"
                  label={t('rights.removeFrom', { name: user.username, group: name })}
                  disabled={change.isPending}
                  // The button goes, and the focus would with it.
                  onClick={() =>
                    change.mutate({ groupId: id, remove: [user.id] }, { onSuccess: () => part.current?.focus() })
                  }
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <p className="text-console text-ink-2">
          {t('rights.undecided', { groups: formatList(silent.map(({ name }) => name)) })}
        </p>
      )}
      <GroupSelect
        label={t('rights.addTo')}
        none={t('rights.addTo')}
        value={undefined}
        source="manual"
        isOffered={({ id }) => mine.every((group) => group.id !== id)}
        disabled={change.isPending}
        onChange={(id) => id !== undefined && change.mutate({ groupId: id, add: [user.id] })}
      />
    </div>
  );
}

/** Each limit of the quota that holds, and where it comes from. */
function QuotaThatHolds({ user, rights: { quota, groups, role } }: Omit<RightsProps, 'change'>) {
  const { t } = useTranslation('groups');
  const { t: people } = useTranslation('people');
  const { t: common } = useTranslation();
  const originOf = (limit: (typeof LIMIT_NAMES)[number]): string | undefined => {
    if (user.quota) return t('rights.quotaOwn');
    const from = groups.filter((group) => group.quota[limit] === quota[limit]).map(({ name }) => name);
    if (quota[limit] === undefined) return undefined;
    if (from.length > 0) return t('rights.quotaGroups', { groups: formatList(from) });
    return t('rights.quotaRole', { role: common(`role.${role}`) });
  };
  return (
    <div role="group" aria-label={t('rights.quota')} className="flex flex-col gap-1.5">
      <h4 className="text-console font-medium">{t('rights.quota')}</h4>
      <dl className="divide-y divide-line text-console">
        {LIMIT_NAMES.map((limit) => (
          <div key={limit} className="flex flex-wrap items-baseline justify-between gap-x-3 py-1">
            <dt className="text-ink-2">{people(`limit.${limit}`)}</dt>
            <dd className="flex items-baseline gap-2">
              <span className="tabular">
                {quota[limit] === undefined ? people('unlimited') : formatNumber(quota[limit])}
              </span>
              {originOf(limit) && <span className="text-meta text-ink-3">{originOf(limit)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
