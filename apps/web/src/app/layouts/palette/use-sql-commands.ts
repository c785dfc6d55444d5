import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Database } from 'lucide-react';
import { savedQuery } from '@/features/admin/sql/api';
import { loadTabs, openTab } from '@/features/admin/sql/tabs-store';
import { hasRole, useUser } from '@/lib/session';
import { type PaletteCommand } from './use-commands';

/** The saved SQL queries that an admin can open; none for others. */
export function useSqlCommands(): PaletteCommand[] {
  const user = useUser();
  const navigate = useNavigate();
  const isAdmin = hasRole(user, 'admin');
  const { data = [] } = useQuery({ ...savedQuery, enabled: isAdmin });
  if (!user || !isAdmin) return [];
  return data.map((saved) => ({
    id: `sql-${saved.id}`,
    label: saved.name,
    icon: Database,
    run: () => {
      loadTabs(user.id);
      openTab(saved.sql, saved);
      void navigate({ to: '/admin/sql' });
    },
  }));
}
