import { type ApiKey } from '@pocket-llm/api-client';
import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';

export interface KeyActionsProps {
  apiKey: ApiKey;
  onEdit: (key: ApiKey) => void;
  onRotate: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

/** Edit, rotate and revoke a key. */
export function KeyActions({ apiKey, onEdit, onRotate, onRevoke }: KeyActionsProps) {
  const { t } = useTranslation('developer');
  return (
    <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('actionsOf', { name: apiKey.name })} />}>
      <MenuItem onSelect={() => onEdit(apiKey)}>{t('edit')}</MenuItem>
      <MenuItem onSelect={() => onRotate(apiKey)}>{t('rotate')}</MenuItem>
      <MenuSeparator />
      <MenuItem danger onSelect={() => onRevoke(apiKey)}>
        {t('revoke')}
      </MenuItem>
    </Menu>
  );
}
