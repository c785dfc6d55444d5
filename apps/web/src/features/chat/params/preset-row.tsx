import { type Preset } from '@pocket-llm/api-client';
import { Check, MoreHorizontal, Pencil, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { cn } from '@/lib/cn';
import { PresetName } from './preset-name';

interface PresetRowProps {
  preset: Preset;
  applied: boolean;
  onApply: () => void;
  onRename: (name: string) => Promise<unknown>;
  onUpdate: () => void;
  onRemove: () => void;
}

/** A preset: a click on its name applies it. */
export function PresetRow({ preset, applied, onApply, onRename, onUpdate, onRemove }: PresetRowProps) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation('chat');
  const [renaming, setRenaming] = useState(false);
  if (renaming) {
    return (
      <li className="px-2">
        <PresetName name={preset.name} onSave={onRename} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className="flex items-center">
      <button
        type="button"
        aria-pressed={applied}
        onClick={onApply}
        className={cn(
          'flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-start text-ui',
          'hover:bg-sunken touch:min-h-11',
        )}
      >
        <span dir="auto" className="truncate">
          {preset.name}
        </span>
        {preset.model && <span className="truncate font-mono text-eyebrow text-ink-3">{preset.model}</span>}
        {applied && <Icon as={Check} className="ms-auto shrink-0 text-accent" />}
      </button>
      <Menu align="end" trigger={<IconButton icon={MoreHorizontal} label={t('presets.menu', { name: preset.name })} />}>
        <MenuItem icon={Pencil} onSelect={() => setRenaming(true)}>
          {chat('thread.rename')}
        </MenuItem>
        <MenuItem icon={Save} onSelect={onUpdate}>
          {t('presets.update')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={onRemove}>
          {chat('thread.delete')}
        </MenuItem>
      </Menu>
    </li>
  );
}
