import { type Message } from '@pocket-llm/api-client';
import { Square } from 'lucide-react';
import { type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { formatNumber } from '@/lib/format';
import { showToast } from '@/lib/toast';
import { stop } from '../run/chat-runs';
import { isOver } from '../run/run';
import { useRun, useRunFacts } from '../run/use-run';
import { AssistantTurn } from '../transcript/assistant-turn';
import { LiveSpeed } from '../transcript/turn-footer';
import { type Column } from './columns';

interface CompareColumnProps {
  column: Column;
  /** The model's name as people know it. */
  name: string;
  /** The next question continues this one. */
  chosen: boolean;
  /** Has a frame and its name; else a tab says that. */
  framed: boolean;
  onChoose: () => void;
  onKeep: ((message: Message) => void) | undefined;
  onVersion: (messageId: string) => void;
}

const CONTROLS = 'a, button, input, label, select, summary, textarea';

/** A click in the column itself: no text is selected, nothing in it is pressed, and it is not in a menu of it. */
const isPlain = ({ target, currentTarget }: MouseEvent): boolean =>
  currentTarget.contains(target as Node) &&
  !(target as Element).closest(CONTROLS) &&
  (window.getSelection()?.isCollapsed ?? true);

/** One of several answers side by side: it streams, stops, fails and is asked again by itself. */
export function CompareColumn({ column, name, chosen, framed, onChoose, onKeep, onVersion }: CompareColumnProps) {
  const { t } = useTranslation('compare');
  const { t: chat } = useTranslation('chat');
  const { message, runKey } = column;
  const live = useRun(runKey, ({ phase }) => !isOver(phase));
  const stopRun = (key: string) => stop(key).catch(() => showToast(chat('stopFailed')));
  return (
    // The button in its head does the same as a click anywhere in the column.
    <section
      aria-label={name}
      data-chosen={chosen || undefined}
      className={cn(
        'flex min-w-0 flex-col gap-3',
        framed && 'rounded-panel border p-3 xl:p-4',
        framed && (chosen ? 'border-accent' : 'border-line'),
      )}
      onClick={chosen ? undefined : (event) => isPlain(event) && onChoose()}
    >
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-2">
        {framed && (
          <button
            type="button"
            aria-pressed={chosen}
            aria-label={t('choose', { model: name })}
            data-tip={t('choose', { model: name })}
            className="flex min-h-8 min-w-0 items-center gap-2 rounded-control text-ui font-medium touch:min-h-11"
            onClick={onChoose}
          >
            <span
              aria-hidden
              className={cn('size-3 shrink-0 rounded-full border', chosen ? 'border-4 border-accent' : 'border-ink-3')}
            />
            <span className="truncate">{name}</span>
          </button>
        )}
        <HeadState message={message} runKey={runKey} />
      </div>
      <div className="[&_[data-figures]]:hidden">
        <AssistantTurn
          message={message}
          runKey={runKey}
          last
          versions={undefined}
          blocked={undefined}
          onVersion={onVersion}
        />
      </div>
      <div className="mt-auto flex flex-wrap gap-2 empty:hidden">
        {live && runKey && (
          <Button size="sm" aria-label={t('stopOf', { model: name })} onClick={() => void stopRun(runKey)}>
            <Icon as={Square} className="size-3 fill-current" />
            {t('stop')}
          </Button>
        )}
        {onKeep && message && message.status !== 'failed' && (
          <Button
            size="sm"
            aria-label={t('keepOf', { model: name })}
            data-tip={t('keepTip')}
            onClick={() => onKeep(message)}
          >
            {t('keep')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Where an answer stands: its place in the queue, its speed now, or the speed it had. */
function HeadState({ message, runKey }: { message: Message | undefined; runKey: string | undefined }) {
  const { t } = useTranslation(['compare', 'transcript']);
  const run = useRunFacts(runKey);
  if (run?.phase === 'queued' && run.position !== undefined)
    return <p className="tabular text-meta text-ink-3">{t('place', { place: run.position })}</p>;
  if (run && !isOver(run.phase)) return <LiveSpeed runKey={run.key} />;
  const cached = run?.startedAt === undefined ? message?.cached : run.cached;
  const speed = cached ? undefined : (run?.timings ?? message?.timings)?.tokens_per_second;
  if (!speed) return null;
  return (
    <p className="tabular font-mono text-eyebrow text-ink-3">
      {t('transcript:turn.tokensPerSecond', { value: formatNumber(speed, { maximumFractionDigits: 0 }) })}
    </p>
  );
}
