import { type Message } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatDuration, formatNumber } from '@/lib/format';
import { type RunFacts } from '../run/use-run';
import { QUIET } from './turn-style';

/** An answer's figures in one line: model, speed, length. */
export function Figures({
  message,
  run,
  model,
}: {
  message: Message | undefined;
  run: RunFacts | undefined;
  model: string | undefined;
}) {
  const { t } = useTranslation('chat');
  // The speed of a cached answer would only measure the network.
  const cached = run?.startedAt === undefined ? message?.cached : run.cached;
  const timings = cached ? undefined : (run?.timings ?? message?.timings);
  const tokens = (run?.usage ?? message?.usage)?.output_tokens;
  const firstToken =
    timings?.ttft_ms ?? (cached || run?.firstTokenAt === undefined ? undefined : run.firstTokenAt - run.sentAt);
  const figures = [
    model,
    timings?.tokens_per_second
      ? t('turn.tokensPerSecond', { value: formatNumber(timings.tokens_per_second, { maximumFractionDigits: 0 }) })
      : undefined,
    firstToken === undefined || firstToken === null
      ? undefined
      : t('turn.firstToken', { time: formatDuration(firstToken) }),
    tokens ? t('turn.tokens', { count: tokens }) : undefined,
  ].filter(Boolean);
  return <p className={`tabular ps-2 font-mono text-eyebrow text-ink-3 ${QUIET}`}>{figures.join(' · ')}</p>;
}
