import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { absoluteTime } from '@/lib/dates';

/** A link to pass on, shown once. The server only knows its path; the browser adds the portal's address. */
export function LinkOnce({ path, expiresAt, onDone }: { path: string; expiresAt: string; onDone: () => void }) {
  const { t } = useTranslation('people');
  const address = new URL(path, window.location.origin).href;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{t('linkText', { when: absoluteTime(expiresAt) })}</p>
      <div className="flex items-center gap-2 rounded-panel border border-line-strong bg-sunken ps-3 pe-1">
        <span
          role="group"
          aria-label={t('link')}
          className="min-w-0 flex-1 py-2.5 font-mono text-console break-all"
          translate="no"
          dir="ltr"
        >
          {address}
        </span>
        <CopyButton text={address} />
      </div>
      <Button variant="primary" className="self-end" onClick={onDone}>
        {t('done')}
      </Button>
    </div>
  );
}
