import { type Message } from '@pocket-llm/api-client';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Time } from '@/components/ui/time';
import { formatDuration, formatNumber } from '@/lib/format';

/** All measurements of an answer. */
export default function AnswerDetails({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation(['chat', 'transcript']);
  const { usage, timings, context } = message;
  const duration = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? undefined : formatDuration(ms);
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? undefined : formatNumber(value);
  const rows: [label: string, value: ReactNode][] = [
    [t('details.model'), message.model],
    [t('details.insteadOf'), message.fallback_for],
    [t('details.tokensIn'), number(usage?.input_tokens)],
    [t('details.tokensOut'), number(usage?.output_tokens)],
    [
      t('details.speed'),
      timings?.tokens_per_second
        ? chat('transcript:turn.tokensPerSecond', {
            value: formatNumber(timings.tokens_per_second, { maximumFractionDigits: 1 }),
          })
        : undefined,
    ],
    [t('details.firstToken'), duration(timings?.ttft_ms)],
    [t('details.queue'), duration(timings?.queue_ms)],
    [t('details.load'), duration(timings?.load_ms)],
    [t('details.thinking'), duration(timings?.thinking_ms)],
    [t('details.total'), duration(timings?.total_ms)],
    [t('details.window'), number(context?.window)],
    [t('details.finish'), message.finish_reason && t(`finish.${message.finish_reason}`)],
    [t('details.cached'), message.cached && message.cached_from ? <Time iso={message.cached_from} /> : undefined],
    [t('details.created'), <Time key="time" iso={message.created_at} />],
  ];
  return (
    <Dialog open title={t('answer.details')} onOpenChange={(open) => !open && onClose()}>
      <dl className="flex flex-col">
        {rows.map(([label, value]) =>
          value ? (
            <div key={label} className="flex items-baseline justify-between gap-4 border-b border-line py-2 text-ui">
              <dt className="text-ink-3">{label}</dt>
              <dd className="tabular text-end font-mono text-console break-all">{value}</dd>
            </div>
          ) : null,
        )}
        <div className="flex items-center justify-between gap-4 pt-2 text-ui">
          <dt className="shrink-0 text-ink-3">{t('details.id')}</dt>
          <dd className="flex min-w-0 items-center font-mono text-console">
            <span className="truncate">{message.id}</span>
            <CopyButton text={message.id} />
          </dd>
        </div>
      </dl>
    </Dialog>
  );
}
