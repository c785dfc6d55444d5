import { Archive, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';

interface ThreadMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  pinned: boolean;
  onRename: () => void;
  onPin: () => void;
  onArchive: () => void;
  onDelete: () => void;
}

/** What can be done with a conversation. */
export default function ThreadMenu({ trigger, startOpen, pinned, onRename, onPin, onArchive, onDelete }: ThreadMenuProps) {
  const { t } = useTranslation('chat');
  return (
    <Menu align="end" trigger={trigger} startOpen={startOpen}>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('thread.rename')}
      </MenuItem>
      <MenuItem icon={pinned ? PinOff : Pin} onSelect={onPin}>
        {t(pinned ? 'thread.unpin' : 'thread.pin')}
      </MenuItem>
      <MenuItem icon={Archive} onSelect={onArchive}>
        {t('thread.archive')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={onDelete}>
        {t('thread.delete')}
      </MenuItem>
    </Menu>
  );
}
