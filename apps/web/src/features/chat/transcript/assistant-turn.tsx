import { type Message } from '@pocket-llm/api-client';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Markdown } from '../markdown/markdown';
import { useRun } from '../run/chat-runs';
import { isOver } from '../run/run';
import { RunError, MessageError } from './turn-error';
import { RunState } from './run-state';
import { Thinking } from './thinking';
import { TurnFooter } from './turn-footer';

interface AssistantTurnProps {
  message: Message | undefined;
  runKey: string | undefined;
  last: boolean;
}

/** An answer: on the page itself, without a bubble. The text of one in flight comes from its run. */
export const AssistantTurn = memo(function AssistantTurn({ message, runKey, last }: AssistantTurnProps) {
  const { t } = useTranslation('chat');
  const run = useRun(runKey, (current) => current);
  // After a reload the replay starts over; what the thread already had stays until the replay is past it.
  const stored = message?.content ?? '';
  const text = run && run.text.length >= stored.length ? run.text : stored;
  const live = run !== undefined && !isOver(run.phase);
  const model = run?.model ?? message?.model ?? undefined;
  const thinking = run?.thinking || message?.thinking || '';
  const stopped = run ? run.phase === 'stopped' : message?.status === 'stopped';
  const finish = run?.finishReason ?? message?.finish_reason;
  const over = run ? isOver(run.phase) : message?.status === 'complete' || message?.status === 'stopped' || message?.status === 'failed';

  return (
    <article data-turn="assistant" aria-busy={live || undefined} className="group flex min-w-0 flex-col gap-3">
      <h2 className="sr-only">{model ? t('assistantModel', { model }) : t('assistant')}</h2>
      {thinking && <Thinking text={thinking} run={run} />}
      {text && <Markdown text={text} live={live} />}
      {live && <RunState run={run} hasText={text !== ''} />}
      {over && stopped && <p className="text-meta text-ink-3">{t('state.stopped')}</p>}
      {over && finish === 'length' && <p className="text-meta text-ink-3">{t('state.cutOff')}</p>}
      {over && !stopped && finish === 'stop' && !text && !thinking && <p className="text-ui text-ink-3">{t('state.empty')}</p>}
      {run?.phase === 'failed' && run.error && <RunError run={run} error={run.error} />}
      {!run && message?.status === 'failed' && <MessageError message={message} />}
      <TurnFooter message={message} run={run} text={text} model={model} last={last} />
    </article>
  );
});
