import { type LinkProps, useNavigate } from '@tanstack/react-router';
import {
  BookOpen,
  CalendarClock,
  History,
  Hourglass,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  PanelLeft,
  Settings,
  SquarePen,
  Sun,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { hasRole, useUser } from '@/lib/session';
import { type ShortcutName } from '@/lib/shortcuts';
import { useTheme } from '@/lib/theme';
import { useNarrow } from '@/lib/use-media';
import { type ConsoleName } from '../console/console-of';
import { CONSOLES } from '../console/pages';
import { useSheet, useShortcutSheet } from '../sheet-store';
import { useLeave } from '../use-leave';

export interface PaletteCommand {
  id: string;
  label: string;
  icon: LucideIcon;
  shortcut?: ShortcutName;
  run: () => void;
}

/** The commands that this person's role allows. */
export function useCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  const { t: text } = useTranslation('palette');
  const { t: frame } = useTranslation('frame');
  const { t: consoles } = useTranslation('consoles');
  const navigate = useNavigate();
  const user = useUser();
  const narrow = useNarrow();
  const [, setTheme] = useTheme();
  const leave = useLeave();

  const go = (to: LinkProps['to'], label: string, icon: LucideIcon): PaletteCommand => ({
    id: String(to),
    label,
    icon,
    run: () => void navigate({ to }),
  });
  const pagesOf = (name: ConsoleName): PaletteCommand[] =>
    CONSOLES[name].flatMap(({ pages }) =>
      pages.map(({ to, name: page, icon }) =>
        go(to, text('inConsole', { console: t(`nav.${name}`), page: consoles(`page.${page}`) }), icon),
      ),
    );
  const toggleSidebar = () => {
    if (narrow) useSheet.setState({ open: true });
    else setPrefs({ sidebarOpen: !usePrefs.getState().sidebarOpen });
  };
  const theme = (name: 'light' | 'dark' | 'system', icon: LucideIcon): PaletteCommand => ({
    id: `theme-${name}`,
    label: `${frame('theme.label')}: ${frame(`theme.${name}`)}`,
    icon,
    run: () => setTheme(name),
  });

  return [
    { ...go('/chat', t('nav.newChat'), SquarePen), shortcut: 'newChat' },
    {
      id: 'temporary',
      label: text('temporary'),
      icon: Hourglass,
      run: () => void navigate({ to: '/chat', search: { temporary: true } }),
    },
    go('/history', t('nav.history'), History),
    go('/settings', t('nav.settings'), Settings),
    go('/settings/schedules', text('schedules'), CalendarClock),
    {
      id: 'sidebar',
      label: frame('shortcuts.toggleSidebar'),
      icon: PanelLeft,
      shortcut: 'toggleSidebar',
      run: toggleSidebar,
    },
    {
      id: 'shortcuts',
      label: frame('shortcuts.title'),
      icon: Keyboard,
      shortcut: 'sheet',
      run: () => useShortcutSheet.setState({ open: true }),
    },
    {
      id: 'guide',
      label: frame('guide'),
      icon: BookOpen,
      run: () => void window.open('/docs/guide', '_blank', 'noreferrer'),
    },
    theme('light', Sun),
    theme('dark', Moon),
    theme('system', Monitor),
    ...(['developer', 'admin'] as const).filter((name) => hasRole(user, name)).flatMap(pagesOf),
    { id: 'sign-out', label: t('nav.signOut'), icon: LogOut, run: () => void leave() },
  ];
}
