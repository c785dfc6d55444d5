import { ArrowDown, Square } from 'lucide-react';
import { type ComponentType, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { Icon } from '@/components/ui/icon';
import { type ComposerPrefill } from '../composer/prefill';
import { type Versions } from '../message-tree';
import { type Older } from './use-older';
import { useRun } from '../run/use-run';
import { AssistantTurn } from './assistant-turn';
import { Earlier } from './late-parts';
import { useRefusals } from './turn-error';
import { type Turn } from './turns';
import { type Autoscroll } from './use-autoscroll';
import { useTarget } from './use-target';
import { useTurnKeys } from './use-turn-keys';
import { useEarlier, useWindow } from './use-window';
import { UserTurn } from './user-turn';

export interface ComparisonProps {
  turn: Extract<Turn, { role: 'compare' }>;
  /** An answer of the conversation is being written. */
  running: boolean;
  onVersion: (messageId: string) => void;
  /** Shown until it has loaded. */
  fallback: ReactNode;
}

interface TranscriptProps {
  /** The conversation's key; a new chat keeps it when it becomes a thread. */
  conversation: string;
  turns: Turn[];
  /** The number of the first of these turns. */
  start: number;
  older: Older;
  versions: ReadonlyMap<string, Versions>;
  running: boolean;
  scroll: Autoscroll;
  /** The message to scroll to. */
  target: string | undefined;
  /** Shows the answers of several models. */
  Comparison: ComponentType<ComparisonProps>;
  onPrefill: (prefill: ComposerPrefill) => void;
  onVersion: (messageId: string) => void;
}

const EARLIER_ROOM = <div className="min-h-8 touch:min-h-11" />;

/** The conversation: a log with `aria-live` off. A separate status announces it, or every token would be read aloud. */
export const Transcript = memo(function Transcript({
  conversation,
  turns,
  start,
  older,
  versions,
  running,
  scroll,
  target,
  Comparison,
  onPrefill,
  onVersion,
}: TranscriptProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const { scroller, content, box, below, toEnd, release } = scroll;
  const { first, showEarlier, reach } = useWindow({ conversation, count: turns.length, start, scroller: box });
  useTarget(target, { turns, first, reach, release });
  useRefusals();
  const onEarlier = useEarlier(first, showEarlier, older);
  const isWhole = first === 0 && older.count === 0;
  useTurnKeys(box, isWhole ? undefined : onEarlier);
  const blocked = running ? t('transcript:turn.busy') : undefined;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        className="@container min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-4 md:px-6"
        tabIndex={-1}
      >
        <div
          ref={content}
          role="log"
          aria-live="off"
          aria-label={t('transcript')}
          className="relative mx-auto flex max-w-[720px] flex-col gap-6 pt-6 pb-10"
        >
          {!isWhole && <Earlier older={first > 0 ? undefined : older} onMore={onEarlier} fallback={EARLIER_ROOM} />}
          {turns.slice(first).map((turn, offset) => {
            const index = first + offset;
            const own = turn.message && versions.get(turn.message.id);
            const key = `${conversation} ${turn.key}`;
            return turn.role === 'user' ? (
              <UserTurn
                key={key}
                message={turn.message}
                content={turn.content}
                {...{ images: turn.images, files: turn.files }}
                unsent={turn.unsent}
                runKey={turn.runKey}
                versions={own}
                blocked={blocked}
                onPrefill={onPrefill}
                onVersion={onVersion}
              />
            ) : turn.role === 'compare' ? (
              <Comparison
                key={key}
                turn={turn}
                running={running}
                onVersion={onVersion}
                fallback={<Skeleton rows={3} className="h-16" />}
              />
            ) : (
              <AssistantTurn
                key={key}
                message={turn.message}
                runKey={turn.runKey}
                last={index === turns.length - 1}
                versions={own}
                blocked={blocked}
                onVersion={onVersion}
              />
            );
          })}
        </div>
      </div>
      {below && <ToEnd last={turns.at(-1)} running={running} onClick={toEnd} />}
    </div>
  );
});

/** Goes to the end, and says what is there: more text, or that the answer was stopped, whose mark is out of sight. */
function ToEnd({ last, running, onClick }: { last: Turn | undefined; running: boolean; onClick: () => void }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const phase = useRun(last?.runKey, (run) => run.phase);
  const stopped = phase === undefined ? last?.message?.status === 'stopped' : phase === 'stopped';
  return (
    // A line of its own: over the text it would hide what is being read.
    <div className="flex justify-center pt-1 pb-2">
      <Button size="pill" onClick={onClick}>
        {running && <span className="live-dot" aria-hidden />}
        {stopped && <Icon as={Square} className="size-3 fill-current" />}
        {t(`transcript:${running ? 'newText' : stopped ? 'stoppedBelow' : 'toLatest'}`)}
        <Icon as={ArrowDown} />
      </Button>
    </div>
  );
}
