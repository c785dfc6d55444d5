import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { useNarrow } from '@/lib/use-media';
import { GroupSelect } from '../rights/group-choice';
import { USER_SORTS, type UserSearch } from './url';

/** The list's filters, all of them in the address. */
export function FilterBar({ search }: { search: UserSearch }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const navigate = useNavigate({ from: '/admin/users' });
  // The list of a phone has no heads to sort by.
  const narrow = useNarrow();
  const [typed, setTyped] = useState(search.q ?? '');
  const change = (next: Partial<UserSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const any = <T extends string>(value: T | undefined): T | 'any' => value ?? 'any';
  return (
    <div role="group" aria-label={t('filters')} className="flex flex-wrap items-center gap-2">
      <TextField
        size="sm"
        type="search"
        hideLabel
        label={t('search')}
        placeholder={t('search')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          change({ q: event.target.value.trim() || undefined });
        }}
        className="w-full max-w-72"
      />
      <Select
        size="pill"
        label={t('role')}
        highlighted={search.role !== undefined}
        value={any(search.role)}
        options={[
          { value: 'any' as const, label: t('anyRole') },
          ...(['user', 'developer', 'admin'] as const).map((role) => ({ value: role, label: common(`role.${role}`) })),
        ]}
        onChange={(role) => change({ role: role === 'any' ? undefined : role })}
      />
      <Select
        size="pill"
        label={t('status')}
        highlighted={search.state !== undefined}
        value={any(search.state)}
        options={[
          { value: 'any' as const, label: t('anyState') },
          ...(['active', 'inactive', 'pending'] as const).map((state) => ({
            value: state,
            label: t(`state.${state}`),
          })),
        ]}
        onChange={(state) => change({ state: state === 'any' ? undefined : state })}
      />
      <GroupSelect
        size="pill"
        label={t('group')}
        none={t('anyGroup')}
        value={search.group}
        onChange={(group) => change({ group })}
      />
      {narrow && (
        <Select
          size="pill"
          label={t('sort.label')}
          value={search.sort ?? 'created'}
          options={USER_SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
          onChange={(sort) => change({ sort: sort === 'created' ? undefined : sort, reversed: undefined })}
        />
      )}
    </div>
  );
}
