import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { announce } from '@/lib/announce';
import { download } from '@/lib/download';
import { useCopy } from '@/lib/use-copy';

/** Shows new recovery codes, this once. It closes only by saying that they are stored. */
export default function RecoveryCodesDialog({ codes, onStored }: { codes: string[]; onStored: () => void }) {
  const { t } = useTranslation('security');
  const { t: common } = useTranslation();
  const { copied, copy } = useCopy();
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog open dismissible={false} title={t('codes.dialog')} description={t('codes.dialogLead')}>
      <ul className="grid gap-x-6 gap-y-1 rounded-panel bg-sunken px-4 py-3 font-mono text-ui sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copy(text).then(() => announce(common('copied')))}>
          {copied ? common('copied') : t('codes.copy')}
        </Button>
        <Button onClick={() => download(t('codes.file'), text)}>{t('codes.download')}</Button>
      </div>
      <DialogActions>
        <Button variant="primary" onClick={onStored}>
          {t('codes.stored')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
