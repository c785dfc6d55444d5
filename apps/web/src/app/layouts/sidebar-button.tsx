import { PanelLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { shortcutKeys } from '@/lib/shortcuts';
import { useNarrow } from '@/lib/use-media';
import { useSheet } from './sheet-store';

/** Opens the sidebar from a page's header. Hidden while the sidebar is open. */
export function SidebarButton() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const open = usePrefs((prefs) => prefs.sidebarOpen);
  if (!narrow && open) return null;
  return (
    <IconButton
      icon={PanelLeft}
      label={t('nav.openSidebar')}
      keys={narrow ? undefined : shortcutKeys('toggleSidebar')}
      className="rtl:-scale-x-100"
      onClick={() => (narrow ? useSheet.setState({ open: true }) : setPrefs({ sidebarOpen: true }))}
    />
  );
}
