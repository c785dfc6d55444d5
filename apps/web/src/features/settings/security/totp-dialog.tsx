import { ApiError, type TotpSecretDto } from '@pocket-llm/api-client';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { QrCode } from '@/components/ui/qr-code';
import { useConfirmTotp } from './api';

interface TotpDialogProps {
  secret: TotpSecretDto;
  onClose: () => void;
  /** With recovery codes, if these are the account's first ones. */
  onConfirmed: (codes: string[]) => void;
}

/** Shows a secret as QR code and as text, and confirms it with a code. */
export default function TotpDialog({ secret: { secret, otpauth_uri }, onClose, onConfirmed }: TotpDialogProps) {
  const { t } = useTranslation('security');
  const confirm = useConfirmTotp();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === 6) confirm.mutate(code, { onSuccess: onConfirmed, onError: () => setCode('') });
  };
  const wrong =
    confirm.error instanceof ApiError && confirm.error.code === 'auth.wrong-code' ? confirm.error : undefined;
  return (
    // While the code is checked the password may be asked for in a dialog of its own, which must not close this one.
    <Dialog
      open
      dismissible={!confirm.isPending}
      onOpenChange={onClose}
      title={t('app.dialog')}
      description={t('app.scan')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <QrCode text={otpauth_uri} label={t('app.qr')} />
        <div className="flex flex-col gap-1">
          <p className="text-ui text-ink-2">{t('app.secret')}</p>
          <div className="flex items-center justify-between gap-2 rounded-panel bg-sunken px-3 py-2">
            <code className="font-mono text-ui break-all">{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
            <CopyButton text={secret} label={t('app.copySecret')} />
          </div>
        </div>
        {confirm.isError && !wrong && <ErrorNotice error={confirm.error} />}
        <TextField
          label={t('app.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          error={wrong?.detail}
          value={code}
          onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, '').slice(0, 6))}
        />
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {t('notNow')}
          </Button>
          <Button type="submit" variant="primary" busy={confirm.isPending} disabled={code.length < 6}>
            {t('app.confirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
