import { useEffect } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { type ComposerPrefill } from '../composer/prefill';
import { ThreadFailure } from '../transcript/thread-failure';
import { type Autoscroll } from '../transcript/use-autoscroll';
import { Greeting } from './empty-chat';
import { type Conversation } from './use-conversation';

// A new chat is painted without it. It is there before anyone has written a question.
const loadTranscript = importWithTexts('transcript', () => import('../transcript/transcript'));
const Transcript = lateComponent(() => loadTranscript().then((module) => module.Transcript));

const loadCompare = importWithTexts('compare', () => import('../compare/compare-turn'));
const CompareTurn = lateComponent(() => loadCompare().then((module) => module.CompareTurn));

interface ChatBodyProps {
  chat: Conversation;
  /** The chat has no messages yet. */
  empty: boolean;
  /** Why the thread cannot be shown. */
  missing: boolean;
  scroll: Autoscroll;
  /** The message to scroll to. */
  target: string | undefined;
  onPrefill: (prefill: ComposerPrefill) => void;
  onVersion: (messageId: string) => void;
}

/** The area above the composer: the transcript, or why there is none. */
export function ChatBody({ chat, empty, missing, scroll, target, onPrefill, onVersion }: ChatBodyProps) {
  const { thread, turns, start, older, versions, running, conversation } = chat;
  useEffect(() => Transcript.preload(), []);
  if (empty) {
    return (
      <div className="flex min-h-0 flex-[30] flex-col justify-end">
        <Greeting />
      </div>
    );
  }
  if (missing) {
    return (
      <div className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-6">
        <ThreadFailure error={thread.error} onRetry={() => void thread.refetch()} />
      </div>
    );
  }
  if (turns.length === 0 && chat.isEndBefore && chat.end.isError) {
    return (
      <div className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-6">
        <ThreadFailure error={chat.end.error} onRetry={() => void chat.end.refetch()} />
      </div>
    );
  }
  const loading = (
    <div className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-8">
      <Skeleton rows={3} className="mb-6 h-16" />
    </div>
  );
  if (turns.length === 0 || chat.reaching) return loading;
  return (
    <Transcript
      conversation={conversation}
      turns={turns}
      start={start}
      older={older}
      versions={versions}
      running={running}
      scroll={scroll}
      target={target}
      Comparison={CompareTurn}
      onPrefill={onPrefill}
      onVersion={onVersion}
      fallback={loading}
    />
  );
}
