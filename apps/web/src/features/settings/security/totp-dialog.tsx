import { ApiError, type TotpSecretDto } from '@pocket-llm/api-client';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
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

/** Dark on light in both themes, because many cameras read no other. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data, size: modules } = encode(text, { border: 4 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: squares.join(''), size: modules };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 self-center rounded-panel bg-qr-paper"
    >
      <path d={path} className="fill-qr-ink" />
    </svg>
  );
}
