import { Link } from '@tanstack/react-router';
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { ITEM, Menu, MenuGroup, MenuGroupLabel, MenuItem, MenuLink, MenuRadioGroup, MenuRadioItem, MenuSeparator } from '@/components/ui/menu';
import { useUser } from '@/lib/session';
import { type Theme, useTheme } from '@/lib/theme';
import { useLeave } from './use-leave';
import { useSheetOfShortcuts } from './shortcut-sheet';

const THEMES = [
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
  { value: 'system', icon: Monitor },
] as const;

/** Who is signed in, and what belongs to them. */
export function AccountMenu({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const user = useUser();
  const [theme, setTheme] = useTheme();
  const leave = useLeave();
  if (!user) return null;
  return (
    <Menu
      side="top"
      className="w-64"
      trigger={
        <button type="button" aria-label={t('nav.account', { name: user.username })} className="flex h-11 items-center gap-2.5 rounded-control px-2 text-ui hover:bg-sunken data-popup-open:bg-sunken">
          <span aria-hidden className="flex size-6 shrink-0 items-center justify-center rounded-full border border-line-strong text-eyebrow font-medium uppercase">
            {[...user.username][0]}
          </span>
          <span className="min-w-0 flex-1 truncate text-start">{user.username}</span>
          <span className="text-meta text-ink-3">{t(`role.${user.role}`)}</span>
          <Icon as={ChevronsUpDown} className="text-ink-3" />
        </button>
      }
    >
      <MenuLink icon={Settings} render={<Link to="/settings" onClick={onNavigate} />}>
        {t('nav.settings')}
      </MenuLink>
      <MenuItem icon={Keyboard} onSelect={() => useSheetOfShortcuts.setState({ open: true })}>
        {t('nav.shortcuts')}
      </MenuItem>
      <MenuSeparator />
      <MenuGroup>
        <MenuGroupLabel className="px-2 pt-1 pb-1 text-meta text-ink-3">{t('theme.label')}</MenuGroupLabel>
        <MenuRadioGroup value={theme} onValueChange={(value: Theme) => setTheme(value)}>
          {THEMES.map(({ value, icon }) => (
            <MenuRadioItem key={value} value={value} closeOnClick={false} className={`${ITEM} data-checked:font-medium`}>
              <Icon as={icon} className="text-ink-3" />
              <span className="flex-1">{t(`theme.${value}`)}</span>
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
