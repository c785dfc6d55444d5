import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { runStore } from './chat-runs';
import { useRun } from './use-run';
import { isOver } from './run';

/** How many words a text has, also in languages that write them without spaces. */
const wordsOf = (text: string): number =>
  [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].filter(({ isWordLike }) => isWordLike)
    .length;

/** Announces the begin and end of an answer to screen readers: twice per answer, not once per token. */
export function useRunStatus(runKey: string | undefined): void {
  const { t } = useTranslation('chat');
  const phase = useRun(runKey, (run) => run.phase);
  const before = useRef(phase);
  useEffect(() => {
    const was = before.current;
    before.current = phase;
    if (phase === was || phase === undefined) return;
    if (phase === 'streaming' && was !== 'reconnecting') announce(t('say.generating'));
    if (!isOver(phase)) return;
    const text = (runKey && runStore.get(runKey)?.text) || '';
    if (phase === 'done') announce(t('say.done', { count: wordsOf(text) }));
    else announce(t(phase === 'stopped' ? 'say.stopped' : 'say.failed'));
  }, [phase, runKey, t]);
}
