import { type Thread } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { Plus, SlidersHorizontal } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator, Submenu } from '@/components/ui/menu';
import { useModels } from '@/lib/use-model';
import { AddModelItems } from '../compare/add-menu';
import { MOST_COMPARED, useExtras } from '../extras';
import { useSidePanel } from '../params/panel-store';
import { ThreadItems, useShareDialog } from '../sidebar/thread-menu';

interface HeaderMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  threadId: string | undefined;
  thread: Thread | undefined;
  /** On a narrow screen the menu also has the items that do not fit into the header. */
  narrow: boolean;
  onRename: () => void;
}

/** The actions for the open conversation. */
export default function HeaderMenu({ trigger, startOpen, threadId, thread, narrow, onRename }: HeaderMenuProps) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  const extras = useExtras(threadId, useModels(threadId).model?.name);
  const { share, dialog } = useShareDialog(thread);
  return (
    <>
      <Menu align="end" trigger={trigger} startOpen={startOpen}>
        {narrow && (
          <MenuItem icon={SlidersHorizontal} onSelect={() => useSidePanel.setState({ open: true, source: undefined })}>
            {t('params.title')}
          </MenuItem>
        )}
        {narrow && extras.length < MOST_COMPARED - 1 && (
          <Submenu icon={Plus} label={t('addModel')}>
            <AddModelItems threadId={threadId} />
          </Submenu>
        )}
        {narrow && thread && <MenuSeparator />}
        {thread && (
          <ThreadItems
            thread={thread}
            onRename={onRename}
            onShare={share}
            onLeave={() => void navigate({ to: '/chat' })}
          />
        )}
      </Menu>
      {dialog}
    </>
  );
}
