import { type Message } from '@pocket-llm/api-client';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { formatDuration, formatNumber } from '@/lib/format';
import { send } from '../run/chat-runs';
import { isOver, type Run } from '../run/run';

interface TurnFooterProps {
  message: Message | undefined;
  run: Run | undefined;
  text: string;
  model: string | undefined;
  last: boolean;
}

/** Actions and figures of an answer. Its place is kept from the start, so that the end of a stream moves nothing. */
export function TurnFooter({ message, run, text, model, last }: TurnFooterProps) {
  const { t } = useTranslation('chat');
  const over = run ? isOver(run.phase) : true;
  const messageId = run?.messageId ?? message?.id;
  const threadId = run?.threadId ?? message?.thread_id;
  const failed = run ? run.phase === 'failed' : message?.status === 'failed';
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
      {over && (
        <div
          role="group"
          aria-label={t('turn.actions')}
          className={`-ms-2 flex transition-opacity ${last ? '' : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100'}`}
        >
          {text && <CopyButton text={text} label={t('turn.copy')} />}
          {messageId && !failed && (
            <IconButton icon={RefreshCw} label={t('turn.again')} onClick={() => send({ kind: 'regenerate', messageId, model: undefined }, threadId)} />
          )}
        </div>
      )}
      {over && <Figures message={message} run={run} model={model} />}
    </div>
  );
}

function Figures({ message, run, model }: { message: Message | undefined; run: Run | undefined; model: string | undefined }) {
  const { t } = useTranslation('chat');
  const timings = run?.timings ?? message?.timings;
  const tokens = (run?.usage ?? message?.usage)?.output_tokens;
  const firstToken = timings?.ttft_ms ?? (run?.firstTokenAt === undefined ? undefined : run.firstTokenAt - run.sentAt);
  const figures = [
    model,
    (run?.cached ?? message?.cached) ? t('state.cached') : undefined,
    timings?.tokens_per_second ? t('turn.tokensPerSecond', { value: formatNumber(timings.tokens_per_second, { maximumFractionDigits: 0 }) }) : undefined,
    firstToken === undefined || firstToken === null ? undefined : t('turn.firstToken', { time: formatDuration(firstToken) }),
    tokens ? t('turn.tokens', { count: tokens }) : undefined,
  ].filter(Boolean);
  return (
    <p className="tabular font-mono text-eyebrow text-ink-3 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100">
      {figures.join(' · ')}
    </p>
  );
}
