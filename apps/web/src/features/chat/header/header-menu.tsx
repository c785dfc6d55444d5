import { type Thread } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { SlidersHorizontal } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { useParamsPanel } from '../params/panel-store';
import { ThreadItems } from '../sidebar/thread-menu';

interface HeaderMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  thread: Thread | undefined;
  /** On a narrow screen the menu also has the items that do not fit into the header. */
  narrow: boolean;
  onRename: () => void;
}

/** The actions for the open conversation. */
export default function HeaderMenu({ trigger, startOpen, thread, narrow, onRename }: HeaderMenuProps) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  return (
    <Menu align="end" trigger={trigger} startOpen={startOpen}>
      {narrow && (
        <MenuItem icon={SlidersHorizontal} onSelect={() => useParamsPanel.setState({ open: true })}>
          {t('params.title')}
        </MenuItem>
      )}
      {narrow && thread && <MenuSeparator />}
      {thread && <ThreadItems thread={thread} onRename={onRename} onLeave={() => void navigate({ to: '/chat' })} />}
    </Menu>
  );
}
