import { type Model } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';
import { useShortcut } from '@/lib/shortcuts';
import { threadQuery } from '@/lib/queries';
import { showToast } from '@/lib/toast';
import { useDocumentTitle } from '@/lib/use-document-title';
import { isTouch } from '@/lib/use-media';
import { ChatHeader } from './chat-header';
import { Composer, type ComposerHandle } from './composer/composer';
import { useTypeToFocus } from './composer/use-type-to-focus';
import { Greeting, Suggestions } from './empty-chat';
import { preloadMarkdown } from './markdown/markdown';
import { ModelNote } from './model-notes';
import { discard, join, runStore, send, stop, useRun, useThreadRunKey } from './run/chat-runs';
import { isOver } from './run/run';
import { useRunShape } from './run/use-run-shape';
import { useRunStatus } from './run/use-run-status';
import { ThreadFailure } from './transcript/thread-failure';
import { Transcript } from './transcript/transcript';
import { branch, composeTurns } from './transcript/turns';
import { useAutoscroll } from './transcript/use-autoscroll';

/** A new chat, and the thread it becomes: the same conversation to the one who reads it. */
const NEW = 'new';

interface ChatScreenProps {
  threadId: string | undefined;
  /** A new chat has become a thread. */
  onThread: (threadId: string) => void;
  model: Model | undefined;
  noModels: boolean;
  picker: ReactNode;
  sidebarButton: ReactNode;
}

/** A conversation, or the beginning of one: both are the same screen, so that the composer keeps focus and text. */
export function ChatScreen({ threadId, onThread, model, noModels, picker, sidebarButton }: ChatScreenProps) {
  const { t } = useTranslation('chat');
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined });
  const [begun, setBegun] = useState<string>();
  const [born, setBorn] = useState<string>();
  const threadRun = useThreadRunKey(threadId);
  const runKey = threadRun ?? (threadId === undefined ? begun : undefined);
  const run = useRunShape(runKey);
  const running = run !== undefined && !isOver(run.phase);
  const composer = useRef<ComposerHandle>(null);
  const [emptyField, setEmptyField] = useState(true);

  const data = threadId === undefined ? undefined : thread.data;
  const path = useMemo(() => (data ? branch(data.messages, data.active_leaf_id) : []), [data]);
  const turns = useMemo(() => composeTurns(path, run), [path, run]);
  const { scroller, content, below, toEnd, onSend } = useAutoscroll(threadId === undefined || threadId === born ? NEW : threadId);
  useRunStatus(runKey);
  useTypeToFocus(composer);
  useDocumentTitle(data?.title);

  // A new chat gets its address as soon as the server has given it one.
  const begunThread = useRun(begun, ({ threadId: id }) => id);
  useEffect(() => {
    if (threadId === undefined && begunThread) {
      setBorn(begunThread);
      onThread(begunThread);
    }
    if (threadId !== undefined) setBegun(undefined);
  }, [threadId, begunThread, onThread]);

  // Found running, e.g. after a reload or started in another tab.
  useEffect(() => {
    const live = path.find((message) => message.status === 'running' || message.status === 'queued');
    if (live) join(live);
    if (path.length > 0) preloadMarkdown();
  }, [path]);

  useEffect(() => {
    if (!isTouch()) composer.current?.focus();
  }, [threadId]);

  const onSubmit = useCallback(
    (prompt: string) => {
      // What never arrived makes room; its text is in the field again or was given up.
      for (const old of Object.values(runStore.getState().runs)) if (old.threadId === threadId && isOver(old.phase)) discard(old.key);
      const key = send({ kind: 'prompt', prompt, model: model?.name, parentId: path.at(-1)?.id }, threadId);
      if (threadId === undefined) setBegun(key);
      onSend();
    },
    [threadId, model, path, onSend],
  );

  const onStop = useCallback(() => {
    if (!runKey || !running) return false;
    stop(runKey).catch(() => showToast(t('stopFailed')));
    return true;
  }, [runKey, running, t]);
  useShortcut('stop', onStop);
  useShortcut('focusComposer', useCallback(() => composer.current?.focus(), []));

  const onEdit = useCallback((text: string) => composer.current?.fill(text), []);
  const empty = threadId === undefined && turns.length === 0;
  const missing = thread.isError && turns.length === 0;

  return (
    <div className="flex h-full min-h-0 min-w-0 flex-1 flex-col">
      <a href="#composer" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2">
        {t('skipToComposer')}
      </a>
      <ChatHeader thread={data} picker={picker} sidebarButton={sidebarButton} />
      {empty && (
        <div className="flex min-h-0 flex-[30] flex-col justify-end">
          <Greeting />
        </div>
      )}
      {missing && (
        <div className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-6">
          <ThreadFailure error={thread.error} onRetry={() => void thread.refetch()} />
        </div>
      )}
      {!empty && !missing && turns.length === 0 && (
        <div className="mx-auto w-full max-w-[720px] flex-1 px-4 pt-8">
          <Skeleton rows={3} className="mb-6 h-16" />
        </div>
      )}
      {turns.length > 0 && (
        <Transcript turns={turns} running={running} scroller={scroller} content={content} below={below} onToEnd={toEnd} onEdit={onEdit} />
      )}
      {!missing && (
        <Composer
          key="composer"
          ref={composer}
          threadId={threadId}
          running={running}
          blocked={noModels ? t('composer.noModel') : undefined}
          onSend={onSubmit}
          onStop={onStop}
          onEmptyChange={setEmptyField}
        />
      )}
      {empty && (
        <div className="min-h-0 flex-[50] overflow-y-auto pb-6">
          <Suggestions shown={emptyField} onPick={onEdit}>
            <ModelNote model={model} none={noModels} />
          </Suggestions>
        </div>
      )}
    </div>
  );
}
