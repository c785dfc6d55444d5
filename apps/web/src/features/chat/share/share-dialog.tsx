import { type NewShareDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareList } from '@/components/share/share-list';
import { useLevelText } from '@/components/share/use-level-text';
import { Button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy-box';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Hint } from '@/components/ui/notice';
import { QrCode } from '@/components/ui/qr-code';
import { formatDay } from '@/lib/dates';
import { ShareForm } from './share-form';

interface ShareDialogProps {
  threadId: string;
  temporary?: boolean;
  /** The last message of the copy; without it the whole branch that is shown. */
  messageId?: string | undefined;
  onClose: () => void;
}

/** Makes a frozen copy of a branch for others, shows its link once, and lists what is shared already. */
export default function ShareDialog({ threadId, temporary, messageId, onClose }: ShareDialogProps) {
  const { t } = useTranslation('shares');
  const [made, setMade] = useState<NewShareDto>();
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open
      wide
      // The link is shown this once: a touch beside the dialog must not lose it.
      dismissible={!made && !busy}
      onOpenChange={onClose}
      title={t(made ? 'dialog.made' : 'dialog.title')}
      description={t(made ? 'dialog.once' : 'dialog.lead')}
    >
      {made ? (
        <Made share={made} onClose={onClose} />
      ) : temporary ? (
        <Hint>{t('dialog.temporary')}</Hint>
      ) : (
        <ShareForm threadId={threadId} messageId={messageId} onMade={setMade} onBusy={setBusy} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Made({ share, onClose }: { share: NewShareDto; onClose: () => void }) {
  const { t } = useTranslation('shares');
  const { t: common } = useTranslation();
  const levelText = useLevelText();
  const url = `${window.location.origin}${share.path}`;
  return (
    <>
      <CopyBox label={t('dialog.link')} text={url} />
      <p className="flex flex-wrap gap-x-3 text-ui text-ink-2">
        <span>{levelText(share)}</span>
        <span>{share.expires_at ? t('until', { day: formatDay(share.expires_at) }) : t('forever')}</span>
      </p>
      <QrCode text={url} label={t('dialog.qr')} />
      <section className="flex flex-col gap-2">
        <h3 className="text-ui font-medium">{t('list.title')}</h3>
        <ShareList />
      </section>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {common('close')}
        </Button>
      </DialogActions>
    </>
  );
}
