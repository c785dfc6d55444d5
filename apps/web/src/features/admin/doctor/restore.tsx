import { backupRestore } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { absoluteTime } from '@/lib/dates';
import { formatBytes, formatNumber } from '@/lib/format';
import { withQuestions } from '../asking/asking';

/** A backup in the place of everything, after a question that cannot be answered by accident. */
export function Restore() {
  const { t } = useTranslation('doctor');
  const { t: common } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [typed, setTyped] = useState('');
  const restore = useMutation({ mutationFn: async (chosen: File) => (await withQuestions(() => backupRestore({ body: chosen, timeout: 0 }))).data });
  const close = () => {
    setFile(undefined);
    setTyped('');
    restore.reset();
  };
  const meant = typed.trim().toLowerCase() === t('word');
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
      {file && (
        <Dialog
          open
          onOpenChange={close}
          dismissible={!restore.isPending && !restore.data}
          title={t('restoreTitle')}
          description={restore.data ? undefined : t('restoreText', { name: file.name, size: formatBytes(file.size) })}
        >
          {restore.data ? (
            <>
              <p role="status">{t('restored', { rows: formatNumber(restore.data.rows), when: absoluteTime(restore.data.made_at) })}</p>
              {/* Nothing in this page is true any more: it begins anew. */}
              <Button variant="primary" className="self-end" onClick={() => window.location.assign('/login')}>
                {t('signIn')}
              </Button>
            </>
          ) : (
            <form
              className="flex flex-col gap-4"
              onSubmit={(event) => {
                event.preventDefault();
                if (meant) restore.mutate(file);
              }}
            >
              {restore.isError && <ErrorNotice error={restore.error} />}
              <TextField label={t('typeWord')} value={typed} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
              <div className="flex justify-end gap-2">
                <Button variant="quiet" disabled={restore.isPending} onClick={close}>
                  {common('cancel')}
                </Button>
                <Button type="submit" variant="danger" busy={restore.isPending} disabled={!meant}>
                  {t(restore.isPending ? 'restoring' : 'restore')}
                </Button>
              </div>
            </form>
          )}
        </Dialog>
      )}
    </Section>
  );
}
