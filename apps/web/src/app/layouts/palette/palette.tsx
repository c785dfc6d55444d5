import { useNavigate } from '@tanstack/react-router';
import { MessageSquare, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandDialog, CommandGroup, CommandItem } from '@/components/ui/command';
import { shortcutKeys } from '@/lib/shortcuts';
import { usePalette } from '../sheet-store';
import { useCommands } from './use-commands';
import { useSqlCommands } from './use-sql-commands';
import { useThreadSearch } from './use-thread-search';

const valueOf = ({ label, id }: { label: string; id: string }) => `${label} ${id}`;
const setOpen = (open: boolean) => usePalette.setState({ open });

/** The command palette: finds conversations by title, pages and global commands. */
export default function Palette() {
  const { t } = useTranslation();
  const { t: text } = useTranslation('palette');
  const { open } = usePalette();
  const navigate = useNavigate();
  const commands = useCommands();
  const [typed, setTyped] = useState('');
  const { threads, found } = useThreadSearch(typed, open);
  const q = typed.trim();

  const command = q === '' ? undefined : commands.find(({ label }) => label.toLowerCase().startsWith(q.toLowerCase()));
  const thread = threads.find(({ title }) => title.toLowerCase().includes(q.toLowerCase()));
  const best = command ? valueOf(command) : thread && `thread ${thread.id}`;

  const close = (next: boolean) => {
    setOpen(next);
    if (!next) setTyped('');
  };
  const choose = (run: () => void) => () => {
    close(false);
    run();
  };

  return (
    <CommandDialog
      open={open}
      onOpenChange={close}
      title={t('nav.search')}
      placeholder={text('placeholder')}
      value={typed}
      onValueChange={setTyped}
      best={best}
      items={threads}
    >
      {threads.length > 0 && (
        <CommandGroup heading={text(found ? 'found' : 'recent')} forced={found}>
          {threads.map(({ id, title }) => (
            <CommandItem
              key={id}
              icon={MessageSquare}
              value={`thread ${id}`}
              keywords={[title]}
              forced={found}
              onSelect={choose(() => void navigate({ to: '/c/$threadId', params: { threadId: id } }))}
            >
              {title || text('untitled')}
            </CommandItem>
          ))}
        </CommandGroup>
      )}
      <CommandGroup heading={text('commands')}>
        {commands.map(({ id, label, icon, shortcut, run }) => (
          <CommandItem
            key={id}
            icon={icon}
            value={valueOf({ label, id })}
            keys={shortcut && shortcutKeys(shortcut)}
            onSelect={choose(run)}
          >
            {label}
          </CommandItem>
        ))}
      </CommandGroup>
      {q !== '' && <SqlGroup choose={choose} />}
      {q !== '' && (
        <CommandGroup heading={text('messages')} forced>
          <CommandItem
            icon={Search}
            value="search messages"
            forced
            onSelect={choose(() => void navigate({ to: '/history', search: { q } }))}
          >
            {text('searchAll', { q })}
          </CommandItem>
        </CommandGroup>
      )}
    </CommandDialog>
  );
}

/** The saved SQL queries of an admin. Only while something is typed: there can be many. */
function SqlGroup({ choose }: { choose: (run: () => void) => () => void }) {
  const { t } = useTranslation('palette');
  const queries = useSqlCommands();
  if (queries.length === 0) return null;
  return (
    <CommandGroup heading={t('sql')}>
      {queries.map(({ id, label, icon, run }) => (
        <CommandItem key={id} icon={icon} value={valueOf({ label, id })} onSelect={choose(run)}>
          {label}
        </CommandItem>
      ))}
    </CommandGroup>
  );
}
