import { type Message } from '@pocket-llm/api-client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { formatNumber } from '@/lib/format';
import { type Versions } from '../message-tree';
import { runStore } from '../run/chat-runs';
import { isOver } from '../run/run';
import { type RunFacts } from '../run/use-run';
import { AnswerActions } from './answer-actions';
import { BranchPicker } from './late-parts';
import { Figures } from './figures';
import { createRateEstimator } from './rate-estimator';

interface TurnFooterProps {
  message: Message | undefined;
  run: RunFacts | undefined;
  /** The current text; undefined while there is none. */
  text: (() => string) | undefined;
  model: string | undefined;
  last: boolean;
  versions: Versions | undefined;
  blocked: string | undefined;
  onVersion: (messageId: string) => void;
}

/**
 * Versions, actions and figures of an answer. Its space is reserved from the start, so that nothing moves when the
 * stream ends.
 */
export function TurnFooter({ message, run, text, model, last, versions, blocked, onVersion }: TurnFooterProps) {
  const over = run ? isOver(run.phase) : message?.status !== 'running' && message?.status !== 'queued';
  return (
    <div
      className={cn('-ms-2 flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 touch:min-h-11', !over && 'invisible')}
    >
      {run && !over && <LiveSpeed runKey={run.key} />}
      {over && versions && <BranchPicker versions={versions} blocked={blocked} onPick={onVersion} fallback={null} />}
      {over && <AnswerActions message={message} run={run} text={text} last={last} blocked={blocked} />}
      {over && <Figures message={message} run={run} model={model} />}
    </div>
  );
}

const SAMPLE_INTERVAL_MS = 250;

/** The speed of the answer, in tabular digits with a fixed width, so that a new number moves nothing. */
export function LiveSpeed({ runKey }: { runKey: string }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const [speed, setSpeed] = useState<number>();
  useEffect(() => {
    const rate = createRateEstimator();
    // Updated by a timer, not per token: the number must not flicker, and has to fall while nothing arrives.
    const timer = setInterval(
      () => setSpeed(rate(runStore.get(runKey)?.pieces ?? 0, performance.now())),
      SAMPLE_INTERVAL_MS,
    );
    return () => clearInterval(timer);
  }, [runKey]);
  if (speed === undefined) return null;
  return (
    <p aria-hidden data-figures="" className="tabular visible min-w-[12ch] ps-2 font-mono text-eyebrow text-ink-3">
      {t('transcript:turn.tokensPerSecond', { value: formatNumber(speed, { maximumFractionDigits: 0 }) })}
    </p>
  );
}
