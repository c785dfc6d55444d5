import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Section } from '@/components/ui/page';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { absoluteTime } from '@/lib/dates';
import { formatBytes, formatNumber } from '@/lib/format';
import { useRestoreBackup } from './api';

/** Replaces everything by a backup, after a confirmation that has to be typed. */
export function Restore() {
  const { t } = useTranslation('doctor');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const restore = useRestoreBackup();
  return (
    <Section title={t('restore')} lead={t('restoreLead')}>
      <input
        ref={input}
        type="file"
        accept=".gz,application/gzip"
        aria-label={t('choose')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          setFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button className="self-start" onClick={() => input.current?.click()}>
        {t('choose')}
      </Button>
      {file && !restore.data && (
        <TypedDialog
          title={t('restoreTitle')}
          description={t('restoreText', { name: file.name, size: formatBytes(file.size) })}
          label={t('typeWord')}
          expected={t('word')}
          action={t(restore.isPending ? 'restoring' : 'restore')}
          busy={restore.isPending}
          error={restore.error}
          onConfirm={() => restore.mutate(file)}
          onClose={() => {
            setFile(undefined);
            restore.reset();
          }}
        />
      )}
      {restore.data && (
        <Dialog open dismissible={false} title={t('restoredTitle')}>
          <p role="status">
            {t('restored', { rows: formatNumber(restore.data.rows), when: absoluteTime(restore.data.made_at) })}
          </p>
          <DialogActions>
            {/* A full page load, because everything in this page's memory is outdated. */}
            <Button variant="primary" onClick={() => window.location.assign('/login')}>
              {t('signIn')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Section>
  );
}
