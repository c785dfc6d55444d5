import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy-box';
import { absoluteTime } from '@/lib/dates';

/** A link to pass on, shown once. The server only knows its path; the browser adds the portal's address. */
export function LinkOnce({ path, expiresAt, onDone }: { path: string; expiresAt: string; onDone: () => void }) {
  const { t } = useTranslation('people');
  const address = new URL(path, window.location.origin).href;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{t('linkText', { when: absoluteTime(expiresAt) })}</p>
      <CopyBox label={t('link')} text={address} />
      <Button variant="primary" className="self-end" onClick={onDone}>
        {t('done')}
      </Button>
    </div>
  );
}
