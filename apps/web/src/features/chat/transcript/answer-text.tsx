import { memo } from 'react';
import { Markdown } from '../markdown/markdown';
import { useRun } from '../run/use-run';

interface AnswerTextProps {
  runKey: string | undefined;
  /** What the thread has of it. */
  stored: string;
  live: boolean;
}

/** After a reload the replay starts over; what the thread already had stays until the replay is past it. */
export const currentText = (streamed: string | undefined, stored: string): string =>
  streamed !== undefined && streamed.length >= stored.length ? streamed : stored;

/** The words of an answer: the only part of it that is drawn anew while it is written. */
export const AnswerText = memo(function AnswerText({ runKey, stored, live }: AnswerTextProps) {
  const text = currentText(
    useRun(runKey, (run) => run.text),
    stored,
  );
  return text === '' ? null : <Markdown text={text} live={live} />;
});
