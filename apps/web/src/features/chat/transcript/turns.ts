import { type Message, type MessageFileDto } from '@pocket-llm/api-client';
import { isMessageOf } from '../run/run';
import { isQuestion } from '../run/run-request';
import { type RunShape } from '../run/use-run';

/** A row of the transcript. `runKey` marks the answer in flight, whose text comes from the run. */
export type Turn =
  | {
      key: string;
      role: 'user';
      message: Message | undefined;
      content: string;
      images: readonly string[];
      files: readonly MessageFileDto[];
      unsent: boolean;
      runKey: string | undefined;
    }
  | { key: string; role: 'assistant'; message: Message | undefined; runKey: string | undefined }
  | {
      key: string;
      role: 'compare';
      /** The answer that the next question follows. */
      message: Message | undefined;
      runKey: string | undefined;
      /** The answers side by side; none while the thread does not have them. */
      columns: readonly Message[];
    };

const NONE: readonly never[] = [];

/** The message that a run replaces, until the thread contains the new one. */
const replacedBy = (run: RunShape | undefined): string | undefined =>
  run?.request.kind === 'regenerate' || run?.request.kind === 'edit' ? run.request.messageId : undefined;

/**
 * The transcript: the thread's branch, with the run applied to its own answer or appended.
 * @param start the number of the first turn
 * @param columns the answers side by side at the end of the branch; see `comparedAnswers`
 */
export function composeTurns(
  path: readonly Message[],
  run: RunShape | undefined,
  start = 0,
  columns: readonly Message[] = [],
): Turn[] {
  const turns: Turn[] = [];
  const replaced = replacedBy(run);
  let placed = run === undefined;
  for (const message of path) {
    if (columns.includes(message)) {
      turns.push({ key: `${start + turns.length}`, role: 'compare', message, runKey: run?.key, columns });
      placed ||= columns.some(({ id }) => id === replaced) || columns.some((one) => run && isMessageOf(run, one));
      break;
    }
    // Edited or regenerated: the new message replaces the old one, and what followed it is another branch.
    if (message.id === replaced) break;
    const own = run !== undefined && isMessageOf(run, message);
    turns.push(stored(start + turns.length, message, own ? run.key : undefined));
    placed ||= own;
  }
  // One that was found running belongs to a message, which is on another branch if it is not on this one.
  if (!placed && run && run.request.kind !== 'join') {
    const { request, phase } = run;
    const unsent = phase === 'unsent';
    if (isQuestion(request)) {
      turns.push({
        key: `${start + turns.length}`,
        role: 'user',
        message: undefined,
        content: request.prompt,
        images: request.images ?? NONE,
        files: request.files ?? NONE,
        unsent,
        runKey: run.key,
      });
    }
    const answer = { key: `${start + turns.length}`, message: undefined, runKey: run.key };
    if (unsent) return turns;
    const isCompared = request.kind === 'prompt' && request.compareWith?.length;
    turns.push(isCompared ? { ...answer, role: 'compare', columns: [] } : { ...answer, role: 'assistant' });
  }
  return turns;
}

const stored = (index: number, message: Message, runKey: string | undefined): Turn =>
  message.role === 'user'
    ? {
        key: `${index}`,
        role: 'user',
        message,
        content: message.content,
        images: message.images ?? NONE,
        files: message.files ?? NONE,
        unsent: false,
        runKey: undefined,
      }
    : { key: `${index}`, role: 'assistant', message, runKey };
