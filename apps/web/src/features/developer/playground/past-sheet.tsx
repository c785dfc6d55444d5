import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { PastList } from './past-list';

/** The last runs as a sheet, where the page has no room for them. */
export default function PastSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('playground');
  const { t: common } = useTranslation();
  return (
    <Sheet open side="end" title={t('past.title')} onOpenChange={(open) => !open && onClose()}>
      <IconButton icon={X} label={common('close')} onClick={onClose} className="m-2 self-end" />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">
        <PastList onRestored={onClose} />
      </div>
    </Sheet>
  );
}
