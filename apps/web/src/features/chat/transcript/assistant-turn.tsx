import { type CitationDto, type Message } from '@pocket-llm/api-client';
import { memo, useDeferredValue, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Markdown } from '@/components/markdown/markdown';
import { type Versions } from '../message-tree';
import { runStore, send } from '../run/chat-runs';
import { isOver } from '../run/run';
import { textRendered } from '../run/run-store';
import { type RunFacts, useRun, useRunFacts } from '../run/use-run';
import { CacheBadge, CutOff, DroppedNote } from './answer-notes';
import { canContinue } from './continuing';
import { TurnImages } from './question';
import { RunState } from './run-state';
import { AnswerSources, CitedText, Thinking } from './late-parts';
import { MessageError, RunError } from './turn-error';
import { TurnFooter } from './turn-footer';
import { TURN } from './turn-style';

interface AssistantTurnProps {
  message: Message | undefined;
  runKey: string | undefined;
  last: boolean;
  versions: Versions | undefined;
  /** Why the conversation cannot be changed at the moment. */
  blocked: string | undefined;
  onVersion: (messageId: string) => void;
}

/** An answer, without a bubble. The text of one in flight comes from its run. */
export const AssistantTurn = memo(function AssistantTurn({
  message,
  runKey,
  last,
  versions,
  blocked,
  onVersion,
}: AssistantTurnProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const run = useRunFacts(runKey);
  const stored = message?.content ?? '';
  const hasText = run?.hasText || stored !== '';
  const live = run !== undefined && !isOver(run.phase);
  const model = run?.model ?? message?.model ?? undefined;
  const thinking = run?.hasThinking || Boolean(message?.thinking);
  const stopped = run ? run.phase === 'stopped' : message?.status === 'stopped';
  const finish = run?.finishReason ?? message?.finish_reason;
  const over = run
    ? isOver(run.phase)
    : message?.status === 'complete' || message?.status === 'stopped' || message?.status === 'failed';
  const cached = run?.startedAt === undefined ? message?.cached : run.cached;
  const idle = message !== undefined && over && blocked === undefined;
  const again = idle
    ? () => send({ kind: 'regenerate', messageId: message.id, model: message.model ?? undefined }, message.thread_id)
    : undefined;
  const proceed =
    idle && canContinue(message)
      ? () => send({ kind: 'continue', messageId: message.id, model: message.model ?? undefined }, message.thread_id)
      : undefined;

  return (
    <article
      id={message && `m-${message.id}`}
      data-turn="assistant"
      tabIndex={-1}
      aria-busy={live || undefined}
      className={`${TURN} gap-3`}
    >
      <h2 className="sr-only">{model ? t('assistantModel', { model }) : t('assistant')}</h2>
      <DroppedNote
        count={run?.dropped || (message?.context?.dropped_messages ?? 0)}
        window={message?.context?.window ?? undefined}
      />
      {thinking && (
        <Thinking
          stored={message?.thinking ?? ''}
          ms={message?.timings?.thinking_ms ?? undefined}
          run={run}
          fallback={<div className="h-5" />}
        />
      )}
      {message?.images?.length ? <TurnImages images={message.images} by="answer" fallback={null} /> : null}
      <AnswerText runKey={runKey} stored={stored} live={live} citations={sourcesOf(run, message)?.citations} />
      {live && <RunState run={run} hasText={hasText} />}
      {over && stopped && <p className="text-meta text-ink-3">{t('transcript:state.stopped')}</p>}
      {over && finish === 'length' && <CutOff onContinue={proceed} />}
      {over && !stopped && finish === 'stop' && !hasText && !thinking && (
        <p className="text-ui text-ink-3">{t('transcript:state.empty')}</p>
      )}
      {run?.phase === 'failed' && run.error && <RunError run={run} error={run.error} />}
      {!run && message?.status === 'failed' && <MessageError message={message} onContinue={proceed} />}
      {hasText && <Sources run={run} message={message} over={over} />}
      {over && cached && (
        <CacheBadge from={run?.cachedFrom ?? message?.cached_from ?? undefined} onRegenerate={again} />
      )}
      <TurnFooter
        message={message}
        run={run}
        text={hasText ? () => currentText(runKey && runStore.get(runKey)?.text, stored) : undefined}
        model={model}
        last={last}
        versions={versions}
        blocked={blocked}
        onVersion={onVersion}
      />
    </article>
  );
});

/** What an answer read of the chat's documents, and what its marks stand for; nothing in a chat without documents. */
function sourcesOf(run: RunFacts | undefined, message: Message | undefined) {
  const of = run?.documents ? run : message;
  const documents = of?.documents ?? undefined;
  const citations = of?.citations ?? NONE;
  return documents || citations.length > 0 ? { documents, citations } : undefined;
}

/** Its sources, under an answer. */
function Sources({ run, message, over }: { run: RunFacts | undefined; message: Message | undefined; over: boolean }) {
  const sources = sourcesOf(run, message);
  return sources ? <AnswerSources {...sources} over={over} fallback={null} /> : null;
}

interface AnswerTextProps {
  runKey: string | undefined;
  /** The text stored in the thread. */
  stored: string;
  live: boolean;
  /** Undefined for an answer without documents. */
  citations: readonly CitationDto[] | undefined;
}

const NONE: readonly CitationDto[] = [];

/** After a reload the run is replayed from its start. Show the stored text until the replay is longer. */
const currentText = (streamed: string | undefined, stored: string): string =>
  streamed !== undefined && streamed.length >= stored.length ? streamed : stored;

/** The text of an answer: the only part that renders again while it streams. */
const AnswerText = memo(function AnswerText({ runKey, stored, live, citations }: AnswerTextProps) {
  const streamed = useRun(runKey, (run) => run.text);
  const now = currentText(streamed, stored);
  // Rendered in small steps, between which the page answers to keys. Its first words and its end wait for nothing.
  const deferred = useDeferredValue(now);
  const text = live && deferred !== '' ? deferred : now;
  useEffect(() => {
    if (live) textRendered();
  }, [live, text]);
  if (text === '') return null;
  const plain = <Markdown text={text} live={live} />;
  return citations ? <CitedText text={text} live={live} citations={citations} fallback={plain} /> : plain;
});
