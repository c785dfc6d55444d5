import { type CreatedApiKey } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { useModels } from '@/lib/use-model';
import { curlExample } from './snippets';

/** The secret of a new key. It can be left only by saying that it is stored. */
export function ShownOnce({ created, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  const { t } = useTranslation('developer');
  const { model } = useModels();
  const [stored, setStored] = useState(false);
  const curl = curlExample(created.key_value, model?.name ?? 'gemma2:2b');
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-2 rounded-panel border border-line-strong bg-sunken ps-3 pe-1">
        <code aria-label={t('secret')} className="min-w-0 flex-1 py-2.5 font-mono text-console break-all" translate="no">
          {created.key_value}
        </code>
        <CopyButton text={created.key_value} />
      </div>
      <figure className="rounded-panel border border-line bg-sunken">
        <figcaption className="flex h-9 items-center justify-between border-b border-line ps-3 pe-1 text-meta text-ink-3">
          {t('curl')}
          <CopyButton text={curl} />
        </figcaption>
        <pre tabIndex={0} className="overflow-x-auto p-3 font-mono text-meta" translate="no">
          {curl}
        </pre>
      </figure>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <label className="flex min-h-9 items-center gap-2">
          <input type="checkbox" className="size-4 accent-ink" checked={stored} onChange={(event) => setStored(event.target.checked)} />
          {t('stored')}
        </label>
        <Button variant="primary" disabled={!stored} onClick={onDone}>
          {t('done')}
        </Button>
      </div>
    </div>
  );
}
