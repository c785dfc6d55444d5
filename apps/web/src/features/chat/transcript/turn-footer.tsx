import { type Message } from '@pocket-llm/api-client';
import { isOver } from '../run/run';
import { type RunFacts } from '../run/use-run';
import { AnswerActions } from './answer-actions';
import { BranchPicker } from './branch-picker';
import { Figures } from './figures';
import { LiveSpeed } from './live-speed';
import { type Versions } from '../message-tree';

interface TurnFooterProps {
  message: Message | undefined;
  run: RunFacts | undefined;
  /** The words as they are now; undefined while there are none. */
  text: (() => string) | undefined;
  model: string | undefined;
  last: boolean;
  versions: Versions | undefined;
  blocked: string | undefined;
  onVersion: (messageId: string) => void;
}

/** Versions, actions and figures of an answer. Its place is kept from the start, so that the end of a stream moves nothing. */
export function TurnFooter({ message, run, text, model, last, versions, blocked, onVersion }: TurnFooterProps) {
  const over = run ? isOver(run.phase) : message?.status !== 'running' && message?.status !== 'queued';
  return (
    <div className="-ms-2 flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 touch:min-h-11">
      {run && !over && <LiveSpeed runKey={run.key} />}
      {over && versions && <BranchPicker versions={versions} blocked={blocked} onPick={onVersion} />}
      {over && <AnswerActions message={message} run={run} text={text} last={last} blocked={blocked} />}
      {over && <Figures message={message} run={run} model={model} />}
    </div>
  );
}
