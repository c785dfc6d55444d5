import { Bookmark, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { useUser } from '@/lib/session';
import { type SavedFilter, useSavedFilters } from './saved-filters';

interface SavedMenuProps {
  /** The filters as they are now. */
  current: Omit<SavedFilter, 'name'>;
  onShow: (filter: SavedFilter) => void;
}

/** Filters under names of this person: shows one, saves the current ones, removes one. */
export function SavedMenu({ current, onShow }: SavedMenuProps) {
  const { t } = useTranslation('admin');
  const user = useUser();
  const saved = useSavedFilters(user?.id ?? '');
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Menu align="end" trigger={<IconButton icon={Bookmark} label={t('logs.saved.title')} />}>
        {saved.filters.map((filter) => (
          <MenuItem key={filter.name} onSelect={() => onShow(filter)}>
            <span className="max-w-64 truncate">{filter.name}</span>
          </MenuItem>
        ))}
        {saved.filters.length > 0 && <MenuSeparator />}
        <MenuItem onSelect={() => setEditing(true)}>{t('logs.saved.edit')}</MenuItem>
      </Menu>
      {editing && <SavedDialog saved={saved} current={current} onClose={() => setEditing(false)} />}
    </>
  );
}

interface SavedDialogProps {
  saved: ReturnType<typeof useSavedFilters>;
  current: SavedMenuProps['current'];
  onClose: () => void;
}

function SavedDialog({ saved, current, onClose }: SavedDialogProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    saved.save({ name: name.trim(), ...current });
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('logs.saved.title')} description={t('logs.saved.lead')}>
      <form onSubmit={submit} className="flex items-end gap-2">
        <TextField
          label={t('logs.saved.name')}
          value={name}
          maxLength={60}
          className="flex-1"
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" variant="primary" disabled={name.trim() === ''}>
          {common('save')}
        </Button>
      </form>
      {saved.filters.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {saved.filters.map((filter) => (
            <li key={filter.name} className="flex items-center gap-3 py-1">
              <div className="min-w-0 flex-1">
                <p className="truncate text-ui">{filter.name}</p>
                {filter.q && <p className="truncate font-mono text-meta text-ink-3">{filter.q}</p>}
              </div>
              <IconButton
                icon={Trash2}
                label={t('logs.saved.remove', { name: filter.name })}
                onClick={() => saved.remove(filter.name)}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
