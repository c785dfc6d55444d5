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
  /** What has no room in the header itself is in here too. */
  narrow: boolean;
  onRename: () => void;
}

/** What can be done with the conversation that is open. */
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
