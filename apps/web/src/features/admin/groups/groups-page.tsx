import { type GroupDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useNarrow } from '@/lib/use-media';
import { allModelsQuery } from '../models/api';
import { groupsQuery } from '../rights/api';
import { CreateDialog } from './create-dialog';
import { GroupInspector } from './group-inspector';
import { GroupList, GroupTable } from './group-table';

/** With more groups than this, the list can be searched. */
const UNSEARCHED = 10;

/** The groups: their people, models and quotas. */
export function GroupsPage() {
  const { t } = useTranslation('groups');
  const search = useSearch({ from: '/app/admin/groups' });
  const navigate = useNavigate({ from: '/admin/groups' });
  const query = useQuery(groupsQuery);
  const models = useQuery(allModelsQuery);
  const [creating, setCreating] = useState(false);
  const groups = query.data ?? [];
  const opened = groups.find(({ id }) => id === search.group);
  const open = (group?: string) => void navigate({ search: { group }, replace: group === undefined });
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Icon as={Plus} />
      {t('new')}
    </Button>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={groups.length > 0 && create}>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} className="h-10" />}
      {query.isSuccess && search.group !== undefined && !opened && (
        <Hint className="flex flex-wrap items-center justify-between gap-3">
          <span role="status">{t('gone')}</span>
          <Button size="sm" onClick={() => open()}>
            {t('goneClose')}
          </Button>
        </Hint>
      )}
      {query.isSuccess && groups.length === 0 && (
        <div className="flex flex-col items-start gap-3">
          <p className="max-w-prose text-ink-2">{t('empty')}</p>
          <p className="max-w-prose text-ink-2">{t('emptyStep')}</p>
          {create}
        </div>
      )}
      {groups.length > 0 && <Groups groups={groups} allModels={models.data?.length ?? 0} onOpen={open} />}
      {creating && (
        <CreateDialog
          onClose={() => setCreating(false)}
          onMade={({ id }) => {
            setCreating(false);
            open(id);
          }}
        />
      )}
      {opened && <GroupInspector key={opened.id} group={opened} groups={groups} onClose={() => open()} />}
    </Page>
  );
}

interface GroupsProps {
  groups: GroupDto[];
  /** Number of models of the portal. */
  allModels: number;
  onOpen: (id: string) => void;
}

function Groups({ groups, allModels, onOpen }: GroupsProps) {
  const { t } = useTranslation('groups');
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = groups.filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(wanted));
  const List = useNarrow() ? GroupList : GroupTable;
  return (
    <>
      {groups.length > UNSEARCHED && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={t('search')}
          placeholder={t('search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="w-full max-w-72"
        />
      )}
      {shown.length > 0 ? (
        <List groups={shown} allModels={allModels} onOpen={onOpen} />
      ) : (
        <p role="status" className="text-ink-2">
          {t('noneFound')}
        </p>
      )}
    </>
  );
}
