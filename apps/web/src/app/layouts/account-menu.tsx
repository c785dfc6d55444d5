import { Link } from '@tanstack/react-router';
import { ArrowUpRight, BookOpen, Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import {
  ITEM,
  Menu,
  MenuGroup,
  MenuGroupLabel,
  MenuItem,
  MenuLink,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
} from '@/components/ui/menu';
import { type Theme, useTheme } from '@/lib/theme';
import { useLeave } from './use-leave';
import { useShortcutSheet } from './sheet-store';

const THEMES = [
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
  { value: 'system', icon: Monitor },
] as const;

interface AccountMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  onNavigate?: () => void;
}

/** The menu of the signed-in person: settings, theme, sign out. */
export default function AccountMenu({ trigger, startOpen, onNavigate }: AccountMenuProps) {
  const { t } = useTranslation();
  const { t: frame } = useTranslation('frame');
  const [theme, setTheme] = useTheme();
  const leave = useLeave();
  return (
    <Menu side="top" className="w-64" trigger={trigger} startOpen={startOpen}>
      <MenuLink icon={Settings} render={<Link to="/settings" onClick={onNavigate} />}>
        {t('nav.settings')}
      </MenuLink>
      <MenuItem icon={Keyboard} onSelect={() => useShortcutSheet.setState({ open: true })}>
        {frame('shortcuts.title')}
      </MenuItem>
      <MenuLink icon={BookOpen} render={<a href="/docs/guide" target="_blank" rel="noreferrer" />}>
        <span className="flex-1">{frame('guide')}</span>
        <Icon as={ArrowUpRight} className="text-ink-3 rtl:-scale-x-100" />
      </MenuLink>
      <MenuSeparator />
      <MenuGroup>
        <MenuGroupLabel className="px-2 pt-1 pb-1 text-meta text-ink-3">{frame('theme.label')}</MenuGroupLabel>
        <MenuRadioGroup value={theme} onValueChange={(value: Theme) => setTheme(value)}>
          {THEMES.map(({ value, icon }) => (
            <MenuRadioItem
              key={value}
              value={value}
              closeOnClick={false}
              className={`${ITEM} data-checked:font-medium`}
            >
              <Icon as={icon} className="text-ink-3" />
              <span className="flex-1">{frame(`theme.${value}`)}</span>
              {theme === value && <span aria-hidden className="size-1.5 rounded-full bg-accent" />}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void leave()}>
        {t('nav.signOut')}
      </MenuItem>
    </Menu>
  );
}
