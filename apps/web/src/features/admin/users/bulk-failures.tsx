import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';

/** An account that the server left as it was, and why. */
export interface BulkFailure {
  name: string;
  detail: string;
}

/** The accounts that an action on several did not change. */
export default function BulkFailures({ failures, onClose }: { failures: BulkFailure[]; onClose: () => void }) {
  const { t } = useTranslation('people');
  return (
    <div role="alert" className="flex items-start gap-3 rounded-panel border border-danger px-4 py-3 text-console">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t('bulk.failed', { count: failures.length })}</p>
        <ul className="mt-1 max-h-48 overflow-y-auto text-ink-2">
          {failures.map(({ name, detail }) => (
            <li key={name}>
              {name}:{' '}
              <span lang="en" dir="ltr">
                {detail}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <IconButton icon={X} size="tiny" label={t('bulk.dismiss')} onClick={onClose} />
    </div>
  );
}
