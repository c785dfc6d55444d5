import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { useAddBackend, useTryBackend } from './api';

const EXAMPLE = 'http://127.0.0.1:8080/v1';

/** Tries an OpenAI-compatible server, and adds it. */
export function TryServer() {
  const { t } = useTranslation('welcome');
  const [url, setUrl] = useState('');
  const [key, setKey] = useState('');
  const test = useTryBackend();
  const add = useAddBackend();
  const server = { provider: 'openai', url: url.trim(), api_key: key.trim() || undefined } as const;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate(server);
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
          onChange={(event) => {
            setUrl(event.target.value);
            test.reset();
          }}
        />
        <TextField
          label={t('server.key')}
          hint={t('server.keyHint')}
          type="password"
          autoComplete="off"
          value={key}
          onChange={(event) => {
            setKey(event.target.value);
            test.reset();
          }}
        />
        <Button type="submit" className="w-fit" busy={test.isPending} disabled={url.trim() === ''}>
          {t('server.test')}
        </Button>
      </form>
      {(test.error ?? add.error) && <ErrorNotice error={test.error ?? add.error} />}
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
          <Button
            variant="primary"
            className="mt-2 w-fit"
            busy={add.isPending}
            disabled={add.isSuccess}
            onClick={() => add.mutate(server)}
          >
            {t('server.add')}
          </Button>
        </div>
      )}
    </>
  );
}
