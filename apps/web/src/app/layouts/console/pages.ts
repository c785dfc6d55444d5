import { type LinkProps } from '@tanstack/react-router';
import {
  Activity,
  BookOpen,
  ChartNoAxesColumn,
  Cpu,
  Database,
  KeyRound,
  LayoutDashboard,
  Megaphone,
  Moon,
  ScrollText,
  Server,
  ShieldCheck,
  SlidersHorizontal,
  SquareTerminal,
  Stethoscope,
  Users,
  UsersRound,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import type consoles from '@/lib/i18n/catalogs/en/consoles';
import { type ConsoleName } from './console-of';

interface ConsolePage {
  to: NonNullable<LinkProps['to']>;
  /** Key of its name in the texts `consoles`. */
  name: keyof typeof consoles.page;
  icon: LucideIcon;
}

interface PageGroup {
  /** Without one, the console has a single group. */
  group?: keyof typeof consoles.group;
  pages: readonly ConsolePage[];
}

/** The pages of the consoles in the order of their navigation; the palette offers the same ones. */
export const CONSOLES = {
  admin: [
    {
      group: 'watch',
      pages: [
        { to: '/admin', name: 'overview', icon: LayoutDashboard },
        { to: '/admin/telemetry', name: 'telemetry', icon: Activity },
        { to: '/admin/logs', name: 'logs', icon: ScrollText },
        { to: '/admin/audit', name: 'audit', icon: ShieldCheck },
      ],
    },
    {
      group: 'people',
      pages: [
        { to: '/admin/users', name: 'users', icon: Users },
        { to: '/admin/groups', name: 'groups', icon: UsersRound },
        { to: '/admin/announcements', name: 'announcements', icon: Megaphone },
      ],
    },
    {
      group: 'models',
      pages: [
        { to: '/admin/models', name: 'models', icon: Cpu },
        { to: '/admin/backends', name: 'backends', icon: Server },
        { to: '/admin/cache', name: 'cache', icon: Zap },
      ],
    },
    {
      group: 'system',
      pages: [
        { to: '/admin/sql', name: 'sql', icon: Database },
        { to: '/admin/settings', name: 'adminSettings', icon: SlidersHorizontal },
        { to: '/admin/doctor', name: 'doctor', icon: Stethoscope },
      ],
    },
  ],
  developer: [
    {
      pages: [
        { to: '/developer/keys', name: 'keys', icon: KeyRound },
        { to: '/developer/usage', name: 'usage', icon: ChartNoAxesColumn },
        { to: '/developer/batches', name: 'batches', icon: Moon },
        { to: '/developer/playground', name: 'playground', icon: SquareTerminal },
        { to: '/developer/docs', name: 'docs', icon: BookOpen },
      ],
    },
  ],
} as const satisfies Record<ConsoleName, readonly PageGroup[]>;
