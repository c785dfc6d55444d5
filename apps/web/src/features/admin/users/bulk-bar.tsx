import { type AdminUserDto, type User } from '@pocket-llm/api-client';
import { Ban, CircleCheck, ShieldUser, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BulkToolbar } from '@/components/ui/bulk-toolbar';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem } from '@/components/ui/menu';
import { type BulkChange, MOST_BULK } from './api';
import { BulkDialog } from './bulk-dialog';
import { type BulkFailure } from './bulk-failures';

interface BulkBarProps {
  chosen: readonly AdminUserDto[];
  /** Number of accounts that can be selected. */
  loaded: number;
  onAll: () => void;
  onClear: () => void;
  onDone: (failures: BulkFailure[]) => void;
}

/** Actions for the selected accounts. Takes the place of the filters. */
export default function BulkBar({ chosen, loaded, onAll, onClear, onDone }: BulkBarProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const [asked, setAsked] = useState<BulkChange>();
  const tooMany = chosen.length > MOST_BULK;
  const active = chosen.filter((user) => user.is_active).length;
  /** Why an action cannot be taken now, in words beside the buttons. */
  const reason = tooMany
    ? t('bulk.tooMany', { count: MOST_BULK })
    : active === chosen.length
      ? t('bulk.allActive')
      : active === 0
        ? t('bulk.allInactive')
        : undefined;
  return (
    <BulkToolbar
      label={t('bulk.label')}
      selected={t('bulk.selected', { count: chosen.length })}
      clear={t('bulk.clear')}
      onClear={onClear}
      className="flex-wrap rounded-panel px-3"
    >
      <Button
        size="sm"
        variant="quiet"
        disabled={tooMany || active === chosen.length}
        aria-describedby="bulk-reason"
        onClick={() => setAsked({ action: 'activate' })}
      >
        <Icon as={CircleCheck} />
        {t('bulk.activate')}
      </Button>
      <Button
        size="sm"
        variant="quiet"
        disabled={tooMany || active === 0}
        aria-describedby="bulk-reason"
        onClick={() => setAsked({ action: 'deactivate' })}
      >
        <Icon as={Ban} />
        {t('bulk.deactivate')}
      </Button>
      <Menu
        trigger={
          <Button size="sm" variant="quiet" disabled={tooMany}>
            <Icon as={ShieldUser} />
            {t('bulk.role')}
          </Button>
        }
      >
        {(['user', 'developer', 'admin'] as const satisfies User['role'][]).map((role) => (
          <MenuItem key={role} onSelect={() => setAsked({ action: 'role', role })}>
            {common(`role.${role}`)}
          </MenuItem>
        ))}
      </Menu>
      <Button size="sm" variant="quiet" disabled={tooMany} onClick={() => setAsked({ action: 'delete' })}>
        <Icon as={Trash2} />
        {t('bulk.delete')}
      </Button>
      {chosen.length < loaded && (
        <Button size="sm" variant="quiet" onClick={onAll}>
          {t('bulk.all', { count: loaded })}
        </Button>
      )}
      <span id="bulk-reason" className="text-meta text-ink-2">
        {reason}
      </span>
      {asked && <BulkDialog chosen={chosen} change={asked} onClose={() => setAsked(undefined)} onDone={onDone} />}
    </BulkToolbar>
  );
}
