import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useNarrow } from '@/lib/use-media';
import { useCloseWriteMode, useOpenWriteMode, writeModeQuery } from './api';

/**
 * Whether write mode can be activated, and for how many milliseconds it stays active. On a phone the console is
 * read-only.
 */
export function useWriteMode(): { configured: boolean; leftMs: number | undefined } {
  const narrow = useNarrow();
  const { data } = useQuery(writeModeQuery);
  const until = data?.until ? Date.parse(data.until) : 0;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  const left = until - Math.max(now, 0);
  return { configured: !narrow && data?.configured === true, leftMs: !narrow && left > 0 ? left : undefined };
}

/** Always shows whether statements may write, and switches the mode. */
export function ModeLine({ mode: { configured, leftMs } }: { mode: ReturnType<typeof useWriteMode> }) {
  const { t } = useTranslation('sql');
  const [opening, setOpening] = useState(false);
  const close = useCloseWriteMode();
  const writing = leftMs !== undefined;
  const seconds = Math.ceil((leftMs ?? 0) / 1000);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ui text-ink-2">
      <strong
        className={`font-mono text-section font-semibold tracking-wide ${writing ? 'text-danger' : 'text-ink-3'}`}
      >
        {t(writing ? 'mode.write' : 'mode.read')}
      </strong>
      {writing && (
        <span role="timer" className="tabular font-mono">
          {t('write.left', { minutes: Math.floor(seconds / 60), seconds: String(seconds % 60).padStart(2, '0') })}
        </span>
      )}
      <span className="max-w-prose">{t(writing ? 'writeText' : 'modeText')}</span>
      {writing && (
        <Button size="sm" busy={close.isPending} onClick={() => close.mutate()}>
          {t('write.close')}
        </Button>
      )}
      {!writing && configured && (
        <Button size="sm" variant="danger" onClick={() => setOpening(true)}>
          {t('write.open')}
        </Button>
      )}
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </div>
  );
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sql');
  const [password, setPassword] = useState('');
  const [word, setWord] = useState('');
  const ready = password !== '' && word === 'write';
  const open = useOpenWriteMode();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) open.mutate(password, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('write.title')} description={t('write.lead')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField
          label={t('write.password')}
          value={password}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField
          label={t('write.word')}
          value={word}
          autoComplete="off"
          autoCapitalize="none"
          onChange={(event) => setWord(event.target.value)}
        />
        {open.isError && <ErrorNotice error={open.error} />}
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="danger" busy={open.isPending} disabled={!ready}>
            {t('write.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
