import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';

interface InspectorSheetProps {
  title: string;
  /** The content of the header, beside the close button. */
  heading: ReactNode;
  onClose: () => void;
  /** The sections. */
  children: ReactNode;
  /** A dialog opened from the sheet. */
  dialog: ReactNode;
}

/** The details of one row of a list in sections, beside the list or over it. */
export function InspectorSheet({ title, heading, onClose, children, dialog }: InspectorSheetProps) {
  const { t: common } = useTranslation();
  return (
    <Sheet open side="end" title={title} onOpenChange={(open) => !open && onClose()}>
      <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0">{heading}</div>
        <IconButton icon={X} label={common('close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-4">{children}</div>
      {dialog}
    </Sheet>
  );
}

export const InspectorPart = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2 py-4">
    <h3 className="text-ui font-medium">{title}</h3>
    {children}
  </section>
);
