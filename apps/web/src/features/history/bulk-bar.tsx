import { type Thread } from '@pocket-llm/api-client';
import { Archive, ArchiveRestore, Download, FileJson, FileText, Pin, PinOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BulkToolbar } from '@/components/ui/bulk-toolbar';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useThreadActions } from '@/lib/threads/use-thread-actions';

interface BulkBarProps {
  chosen: readonly Thread[];
  /** Number of selectable conversations. */
  loaded: number;
  archived: boolean;
  onAll: () => void;
  onClear: () => void;
}

/** Actions for the selected conversations. Takes the place of the filters. */
export function BulkBar({ chosen, loaded, archived, onAll, onClear }: BulkBarProps) {
  const { t } = useTranslation('history');
  const { t: chat } = useTranslation('chat');
  const { t: late } = useTranslation('chat-late');
  const actions = useThreadActions();
  const [saving, setSaving] = useState(false);
  const pinned = chosen.every((thread) => thread.pinned);
  const then = (act: () => void) => () => {
    act();
    onClear();
  };
  const save = (format: 'json' | 'md') => {
    setSaving(true);
    void actions.exportAs(chosen, format).finally(() => setSaving(false));
  };
  return (
    <BulkToolbar
      label={late('thread.bulk')}
      selected={late('thread.selected', { count: chosen.length })}
      clear={late('thread.clear')}
      onClear={onClear}
      className="-mx-4 overflow-x-auto md:-mx-6 md:px-6"
    >
      <Button
        size="sm"
        variant="quiet"
        onClick={then(() => actions.change(chosen, archived ? 'unarchive' : 'archive'))}
      >
        <Icon as={archived ? ArchiveRestore : Archive} />
        {chat(archived ? 'thread.unarchive' : 'thread.archive')}
      </Button>
      <Button size="sm" variant="quiet" onClick={then(() => actions.change(chosen, pinned ? 'unpin' : 'pin'))}>
        <Icon as={pinned ? PinOff : Pin} />
        {chat(pinned ? 'thread.unpin' : 'thread.pin')}
      </Button>
      <Button size="sm" variant="quiet" onClick={then(() => actions.remove(chosen))}>
        <Icon as={Trash2} />
        {chat('thread.delete')}
      </Button>
      <Menu
        trigger={
          <Button size="sm" variant="quiet" busy={saving}>
            {!saving && <Icon as={Download} />}
            {t('export')}
          </Button>
        }
      >
        <MenuItem icon={FileText} onSelect={() => save('md')}>
          {t('exportMd')}
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => save('json')}>
          {t('exportJson')}
        </MenuItem>
      </Menu>
      {chosen.length < loaded && (
        <Button size="sm" variant="quiet" onClick={onAll}>
          {t('selectAll', { count: loaded })}
        </Button>
      )}
    </BulkToolbar>
  );
}
