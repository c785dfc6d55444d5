import { type Message } from '@pocket-llm/api-client';
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
      unsent: boolean;
      runKey: string | undefined;
    }
  | { key: string; role: 'assistant'; message: Message | undefined; runKey: string | undefined };

const NO_IMAGES: readonly string[] = [];

/** The message that a run replaces, until the thread contains the new one. */
const replacedBy = (run: RunShape | undefined): string | undefined =>
  run?.request.kind === 'regenerate' || run?.request.kind === 'edit' ? run.request.messageId : undefined;

/**
 * The transcript: the thread's branch, with the run applied to its own answer or appended.
 * @param start the number of the first turn
 */
export function composeTurns(path: readonly Message[], run: RunShape | undefined, start = 0): Turn[] {
  const turns: Turn[] = [];
  const replaced = replacedBy(run);
  let placed = run === undefined;
  for (const message of path) {
    // Edited or regenerated: the new message replaces the old one, and what followed it is another branch.
    if (message.id === replaced) break;
    const own = run !== undefined && isMessageOf(run, message);
    turns.push(stored(start + turns.length, message, own ? run.key : undefined));
    placed ||= own;
  }
  if (!placed && run) {
    const { request, phase } = run;
    const unsent = phase === 'unsent';
    if (isQuestion(request)) {
      turns.push({
        key: `${start + turns.length}`,
        role: 'user',
        message: undefined,
        content: request.prompt,
        images: request.images ?? NO_IMAGES,
        unsent,
        runKey: run.key,
      });
    }
    if (!unsent) turns.push({ key: `${start + turns.length}`, role: 'assistant', message: undefined, runKey: run.key });
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
        images: message.images ?? NO_IMAGES,
        unsent: false,
        runKey: undefined,
      }
    : { key: `${index}`, role: 'assistant', message, runKey };
