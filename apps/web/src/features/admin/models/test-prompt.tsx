import { type AdminModel } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { formatDuration, formatNumber } from '@/lib/format';
import { useTestPrompt } from './api';

/** Sends a test prompt to the model, through the same path as every chat. */
export function TestPrompt({ model, away }: { model: AdminModel; away: boolean }) {
  const { t } = useTranslation('pulls');
  const [prompt, setPrompt] = useState<string>(t('testText'));
  const ask = useTestPrompt(model.name);
  if (!model.is_enabled) return <p className="text-console text-ink-2">{t('testOff')}</p>;
  if (away) return <p className="text-console text-ink-2">{t('testAway')}</p>;
  const speed = ask.data?.timings?.tokens_per_second;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate(prompt);
      }}
    >
      <div className="flex items-end gap-2">
        <TextField
          size="sm"
          className="min-w-0 flex-1"
          label={t('test')}
          hideLabel
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
        />
        <Button type="submit" size="sm" busy={ask.isPending} disabled={prompt.trim() === ''}>
          {t('ask')}
        </Button>
      </div>
      {ask.isError && <ErrorNotice error={ask.error} />}
      {ask.data && (
        <div role="status" className="flex flex-col gap-1 rounded-panel bg-sunken px-3 py-2">
          <p className="max-h-48 overflow-y-auto text-ui break-words whitespace-pre-wrap">{ask.data.response}</p>
          <p className="tabular flex gap-3 font-mono text-meta text-ink-3">
            {ask.data.timings && <span>{formatDuration(ask.data.timings.total_ms)}</span>}
            {speed ? <span>{t('testSpeed', { value: formatNumber(speed) })}</span> : null}
          </p>
        </div>
      )}
    </form>
  );
}
