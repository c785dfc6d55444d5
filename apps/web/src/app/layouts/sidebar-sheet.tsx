import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { useSheet } from './sheet-store';
import { Sidebar } from './sidebar';

const close = () => useSheet.setState({ open: false });

/** The sidebar, or what stands in its place, as a sheet over a narrow screen. */
export default function SidebarSheet({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const { open } = useSheet();
  return (
    <Sheet open={open} onOpenChange={(next) => useSheet.setState({ open: next })} title={t('nav.label')} side="start">
      <Suspense>{children ?? <Sidebar onClose={close} onNavigate={close} />}</Suspense>
    </Sheet>
  );
}
