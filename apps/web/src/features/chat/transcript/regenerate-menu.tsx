import { Cpu, RefreshCw, StretchHorizontal, Minus } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator, Submenu } from '@/components/ui/menu';
import { isReady, useModels } from '@/lib/use-model';

interface RegenerateMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  /** The model that wrote the answer. */
  model: string | undefined;
  onRegenerate: (again: { model?: string; length?: 'shorter' | 'longer' }) => void;
}

/** The ways to regenerate an answer. The existing answer stays as another version. */
export default function RegenerateMenu({ trigger, startOpen, model, onRegenerate }: RegenerateMenuProps) {
  const { t } = useTranslation('answer');
  const { models } = useModels();
  const others = models.filter((one) => isReady(one) && one.name !== model);
  return (
    <Menu trigger={trigger} startOpen={startOpen}>
      <MenuItem icon={RefreshCw} onSelect={() => onRegenerate({})}>
        {t('again.same')}
      </MenuItem>
      {others.length > 0 && (
        <Submenu icon={Cpu} label={t('again.other')}>
          {others.map((one) => (
            <MenuItem key={one.id} onSelect={() => onRegenerate({ model: one.name })}>
              {one.display_name}
            </MenuItem>
          ))}
        </Submenu>
      )}
      <MenuSeparator />
      <MenuItem icon={Minus} onSelect={() => onRegenerate({ length: 'shorter' })}>
        {t('again.shorter')}
      </MenuItem>
      <MenuItem icon={StretchHorizontal} onSelect={() => onRegenerate({ length: 'longer' })}>
        {t('again.longer')}
      </MenuItem>
    </Menu>
  );
}
