import { Check, SlidersHorizontal } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { useSidePanel } from '../panel-store';
import { applyPreset, isApplied, usePresets } from './presets';
import { useParams, useParamsChange } from './use-params';

interface PresetMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  threadId: string | undefined;
  model: string | undefined;
}

/** Starts a chat with a preset. */
export default function PresetMenu({ trigger, startOpen, threadId, model }: PresetMenuProps) {
  const { t } = useTranslation('chat-late');
  const { presets } = usePresets();
  const params = useParams(threadId);
  const { change } = useParamsChange(threadId);
  return (
    <Menu trigger={trigger} startOpen={startOpen}>
      {presets?.map((preset) => (
        <MenuItem key={preset.id} onSelect={() => applyPreset(preset, threadId, (next) => void change(next))}>
          <span dir="auto" className="max-w-64 truncate">
            {preset.name}
          </span>
          {isApplied(preset, params, model) && <Icon as={Check} className="ms-auto text-accent" />}
        </MenuItem>
      ))}
      {presets?.length === 0 && <p className="max-w-56 px-2 py-1.5 text-meta text-ink-3">{t('presets.none')}</p>}
      <MenuSeparator />
      <MenuItem icon={SlidersHorizontal} onSelect={() => useSidePanel.setState({ open: true, source: undefined })}>
        {t('presets.manage')}
      </MenuItem>
    </Menu>
  );
}
