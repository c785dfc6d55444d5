import { ApiError, type BackendState } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { formatBytes } from '@/lib/format';
import { useDownloadModel, type DownloadRequest } from './api';

const EMPTY: DownloadRequest = { url: '', name: '', sha256: '' };

/** Downloads a GGUF file for the embedded engine. The server validates the input; errors are shown at their fields. */
export function DownloadForm({ backend }: { backend: BackendState }) {
  const { t } = useTranslation('pulls');
  const [draft, setDraft] = useState(EMPTY);
  const fetch = useDownloadModel();
  const refused = fetch.error instanceof ApiError ? fetch.error.fieldErrors : [];
  const field = (key: keyof typeof EMPTY) => ({
    value: draft[key],
    error: refused.find(({ pointer }) => pointer === `/${key}`)?.message,
    disabled: !backend.reachable,
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'none',
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [key]: event.target.value });
      fetch.reset();
    },
  });
  return (
    <>
      {fetch.isError && refused.length === 0 && <ErrorNotice error={fetch.error} />}
      <form
        className="flex flex-col gap-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          fetch.mutate(draft, { onSuccess: () => setDraft(EMPTY) });
        }}
      >
        <TextField
          label={t('url')}
          inputMode="url"
          placeholder="https://…/model.gguf"
          hint={
            backend.reachable
              ? backend.free_disk_bytes !== null && t('freeHere', { size: formatBytes(backend.free_disk_bytes) })
              : backend.problem
          }
          {...field('url')}
        />
        <TextField label={t('fileName')} hint={t('fileNameHint')} {...field('name')} />
        <TextField label={t('sha')} {...field('sha256')} />
        <Button
          type="submit"
          className="self-start"
          busy={fetch.isPending}
          disabled={!backend.reachable || draft.url.trim() === ''}
        >
          {t('download')}
        </Button>
      </form>
    </>
  );
}
