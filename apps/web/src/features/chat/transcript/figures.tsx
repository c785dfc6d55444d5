import { type Message } from '@pocket-llm/api-client';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { formatDuration, formatNumber } from '@/lib/format';
import { type RunFacts } from '../run/use-run';
import { QUIET } from './turn-style';

/** Beside the versions, which the narrowest phones show below the actions. */
const NARROWEST =
  'max-[359px]:order-2 max-[359px]:min-w-0 max-[359px]:flex-1 max-[359px]:basis-24 max-[359px]:line-clamp-2';

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
  const { t } = useTranslation(['chat', 'transcript']);
  // The speed of a cached answer would only measure the network.
  const cached = run?.startedAt === undefined ? message?.cached : run.cached;
  const timings = cached ? undefined : (run?.timings ?? message?.timings);
  const tokens = (run?.usage ?? message?.usage)?.output_tokens;
  const firstToken =
    timings?.ttft_ms ?? (cached || run?.firstTokenAt === undefined ? undefined : run.firstTokenAt - run.sentAt);
  const figures = [
    model,
    timings?.tokens_per_second
      ? t('transcript:turn.tokensPerSecond', {
          value: formatNumber(timings.tokens_per_second, { maximumFractionDigits: 0 }),
        })
      : undefined,
    firstToken === undefined || firstToken === null
      ? undefined
      : t('transcript:turn.firstToken', { time: formatDuration(firstToken) }),
    tokens ? t('transcript:turn.tokens', { count: tokens }) : undefined,
  ].filter(Boolean);
  return (
    <p data-figures="" className={cn('tabular ps-2 font-mono text-eyebrow text-ink-3', NARROWEST, QUIET)}>
      {figures.map((figure, index) => (
        <Fragment key={index}>
          {index > 0 && ' '}
          <span className="whitespace-nowrap">{index < figures.length - 1 ? `${figure} ·` : figure}</span>
        </Fragment>
      ))}
    </p>
  );
}
