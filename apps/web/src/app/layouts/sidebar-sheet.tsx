import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { useSheet } from './sheet-store';
import { Sidebar } from './sidebar';

const close = () => useSheet.setState({ open: false });

/** The sidebar as a sheet over a narrow screen. */
export default function SidebarSheet() {
  const { t } = useTranslation();
  const { open } = useSheet();
  return (
    <Sheet open={open} onOpenChange={(next) => useSheet.setState({ open: next })} title={t('nav.label')} side="start">
      <Sidebar onClose={close} onNavigate={close} />
    </Sheet>
  );
}
