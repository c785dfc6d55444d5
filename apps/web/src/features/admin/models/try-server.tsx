import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Lines } from './lines-to-copy';
import { useTryBackend } from './api';

const EXAMPLE = 'http://127.0.0.1:8080/v1';

/** Tries an OpenAI-compatible server, and shows the lines that configure it. */
export function TryServer() {
  const { t } = useTranslation('welcome');
  const [url, setUrl] = useState('');
  const [key, setKey] = useState('');
  const test = useTryBackend();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate({ url: url.trim(), api_key: key.trim() || undefined });
  };
  const result = test.data;
  return (
    <>
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={t('server.address')}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          placeholder={EXAMPLE}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          label={t('server.key')}
          hint={t('server.keyHint')}
          type="password"
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        <Button type="submit" className="w-fit" busy={test.isPending} disabled={url.trim() === ''}>
          {t('server.test')}
        </Button>
      </form>
      {test.isError && <ErrorNotice error={test.error} />}
      {result && !result.reachable && (
        <p role="alert" lang="en" dir="ltr" className="text-danger">
          {result.problem}
        </p>
      )}
      {result?.reachable && (
        <div role="status" className="flex flex-col gap-1">
          <Status tone="ok">{t('server.answers', { count: result.model_count })}</Status>
          <p dir="ltr" className="font-mono text-console break-words">
            {result.models.slice(0, 5).join(', ')}
          </p>
        </div>
      )}
      <p className="text-ink-2">{t('server.lines')}</p>
      <Lines lines={[`OPENAI_BASE_URL=${url.trim() || EXAMPLE}`, `OPENAI_API_KEY=${key.trim()}`]} />
    </>
  );
}
