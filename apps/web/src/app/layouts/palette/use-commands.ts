import { type LinkProps, useNavigate } from '@tanstack/react-router';
import {
  BarChart3,
  BookOpen,
  ChartNoAxesColumn,
  Cpu,
  Database,
  History,
  Hourglass,
  KeyRound,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  PanelLeft,
  ScrollText,
  Settings,
  ShieldCheck,
  SlidersHorizontal,
  SquarePen,
  SquareTerminal,
  Stethoscope,
  Sun,
  Users,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { hasRole, useUser } from '@/lib/session';
import { type ShortcutName } from '@/lib/shortcuts';
import { useTheme } from '@/lib/theme';
import { useNarrow } from '@/lib/use-media';
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
  const toggleSidebar = () => {
    if (narrow) useSheet.setState({ open: true });
    else setPrefs({ sidebarOpen: !usePrefs.getState().sidebarOpen });
  };
  const theme = (name: 'light' | 'dark' | 'system', icon: LucideIcon): PaletteCommand => ({
    id: `theme-${name}`,
    label: `${t('theme.label')}: ${t(`theme.${name}`)}`,
    icon,
    run: () => setTheme(name),
  });

  return [
    { ...go('/chat', t('nav.newChat'), SquarePen), shortcut: 'newChat' },
    {
      id: 'temporary',
      label: t('palette.temporary'),
      icon: Hourglass,
      run: () => void navigate({ to: '/chat', search: { temporary: true } }),
    },
    go('/history', t('nav.history'), History),
    go('/settings', t('nav.settings'), Settings),
    {
      id: 'sidebar',
      label: t('shortcuts.toggleSidebar'),
      icon: PanelLeft,
      shortcut: 'toggleSidebar',
      run: toggleSidebar,
    },
    {
      id: 'shortcuts',
      label: t('nav.shortcuts'),
      icon: Keyboard,
      shortcut: 'sheet',
      run: () => useShortcutSheet.setState({ open: true }),
    },
    theme('light', Sun),
    theme('dark', Moon),
    theme('system', Monitor),
    ...(hasRole(user, 'developer')
      ? [
          go('/developer/keys', t('nav.keys'), KeyRound),
          go('/developer/usage', `${t('nav.developer')}: ${t('nav.usage')}`, ChartNoAxesColumn),
          go('/developer/playground', `${t('nav.developer')}: ${t('nav.playground')}`, SquareTerminal),
          go('/developer/docs', `${t('nav.developer')}: ${t('nav.docs')}`, BookOpen),
        ]
      : []),
    ...(hasRole(user, 'admin')
      ? [
          go('/admin/telemetry', `${t('nav.admin')}: ${t('nav.telemetry')}`, BarChart3),
          go('/admin/logs', `${t('nav.admin')}: ${t('nav.logs')}`, ScrollText),
          go('/admin/audit', `${t('nav.admin')}: ${t('nav.audit')}`, ShieldCheck),
          go('/admin/users', `${t('nav.admin')}: ${t('nav.users')}`, Users),
          go('/admin/models', `${t('nav.admin')}: ${t('nav.models')}`, Cpu),
          go('/admin/cache', `${t('nav.admin')}: ${t('nav.cache')}`, Zap),
          go('/admin/sql', `${t('nav.admin')}: ${t('nav.sql')}`, Database),
          go('/admin/settings', `${t('nav.admin')}: ${t('nav.adminSettings')}`, SlidersHorizontal),
          go('/admin/doctor', `${t('nav.admin')}: ${t('nav.doctor')}`, Stethoscope),
        ]
      : []),
    { id: 'sign-out', label: t('nav.signOut'), icon: LogOut, run: () => void leave() },
  ];
}
