import { type Model } from '@pocket-llm/api-client';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';
import { useShortcut } from '@/lib/shortcuts';
import { showToast } from '@/lib/toast';
import { useDocumentTitle } from '@/lib/use-document-title';
import { isTouch } from '@/lib/use-media';
import { ChatHeader } from './chat-header';
import { Composer, type ComposerHandle } from './composer/composer';
import { type Refill } from './composer/refill';
import { useTypeToFocus } from './composer/use-type-to-focus';
import { Greeting, Suggestions } from './empty-chat';
import { ModelNote } from './model-notes';
import { withContext } from './params/use-estimate';
import { useParams } from './params/use-params';
import { discardEnded, send, stop } from './run/chat-runs';
import { type Beginning } from './run/run-request';
import { useRunStatus } from './run/use-run-status';
import { SkipLinks } from './skip-links';
import { showBranch } from './transcript/branches';
import { startEditing } from './transcript/editing';
import { forgetPosition } from './transcript/positions';
import { ThreadFailure } from './transcript/thread-failure';
import { Transcript } from './transcript/transcript';
import { useAutoscroll } from './transcript/use-autoscroll';
import { useConversation } from './use-conversation';

interface ChatScreenProps {
  threadId: string | undefined;
  /** The message to go to, from the address. */
  messageId?: string;
  /** A new chat has become a thread. */
  onThread: (threadId: string) => void;
  onNewChat: () => void;
  model: Model | undefined;
  noModels: boolean;
  /** What a new chat begins with. */
  beginning?: Beginning;
  picker: ReactNode;
  sidebarButton: ReactNode;
}

/** A conversation, or the beginning of one: both are the same screen, so that the composer keeps focus and text. */
export function ChatScreen({
  threadId,
  messageId,
  onThread,
  onNewChat,
  model,
  noModels,
  beginning,
  picker,
  sidebarButton,
}: ChatScreenProps) {
  const { t } = useTranslation('chat');
  const { thread, data, path, turns, versions, runKey, running, conversation, begin } = useConversation(
    threadId,
    onThread,
  );
  const params = useParams(threadId);
  const asked = useMemo(() => model && withContext(model, params), [model, params]);
  const composer = useRef<ComposerHandle>(null);
  const [emptyField, setEmptyField] = useState(true);
  const scroll = useAutoscroll(conversation);
  useRunStatus(runKey);
  useTypeToFocus(composer);
  useDocumentTitle(data?.title);

  const changeFailed = useCallback(() => void showToast(t('thread.changeFailed')), [t]);
  const onVersion = useCallback(
    (id: string) => threadId && showBranch(threadId, id, changeFailed),
    [threadId, changeFailed],
  );

  // A link to a message on another branch shows that branch.
  const elsewhere =
    messageId !== undefined &&
    data !== undefined &&
    data.messages.some(({ id }) => id === messageId) &&
    !path.some(({ id }) => id === messageId);
  useEffect(() => {
    if (elsewhere && messageId) onVersion(messageId);
  }, [elsewhere, messageId, onVersion]);

  useEffect(() => {
    if (threadId === undefined) forgetPosition(conversation);
    if (!isTouch() && messageId === undefined) composer.current?.focus();
  }, [threadId, messageId, conversation]);

  const { onSend } = scroll;
  const onSubmit = useCallback(
    (prompt: string, images: readonly string[]) => {
      // What never arrived makes room; its text is in the field again or was given up.
      discardEnded(threadId);
      const key = send(
        { kind: 'prompt', prompt, images, model: model?.name, parentId: path.at(-1)?.id, beginning },
        threadId,
      );
      if (threadId === undefined) begin(key);
      onSend();
    },
    [threadId, model, path, beginning, begin, onSend],
  );

  const onStop = useCallback(() => {
    if (!runKey || !running) return false;
    stop(runKey).catch(() => showToast(t('stopFailed')));
    return true;
  }, [runKey, running, t]);
  useShortcut('stop', onStop);
  useShortcut(
    'focusComposer',
    useCallback(() => composer.current?.focus(), []),
  );

  const onRefill = useCallback((refill: Refill) => composer.current?.fill(refill), []);
  const onEditLast = useCallback(() => {
    const last = running ? undefined : path.findLast(({ role }) => role === 'user');
    if (last) startEditing(last.id);
    return last !== undefined;
  }, [path, running]);

  const empty = turns.length === 0 && (threadId === undefined || data !== undefined);
  const missing = thread.isError && turns.length === 0;

  return (
    <div className="flex h-full min-h-0 min-w-0 flex-1 flex-col">
      <SkipLinks toLatest={turns.length > 0 ? scroll.toEnd : undefined} />
      <ChatHeader
        threadId={threadId}
        thread={data}
        messages={path}
        model={model}
        temporary={beginning?.temporary ?? false}
        picker={picker}
        sidebarButton={sidebarButton}
      />
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
        <Transcript
          conversation={conversation}
          turns={turns}
          versions={versions}
          running={running}
          scroll={scroll}
          target={messageId}
          onRefill={onRefill}
          onVersion={onVersion}
        />
      )}
      {!missing && (
        <Composer
          key="composer"
          ref={composer}
          threadId={threadId}
          conversation={conversation}
          running={running}
          blocked={noModels ? t('composer.noModel') : undefined}
          model={asked}
          messages={path}
          onSend={onSubmit}
          onStop={onStop}
          onEditLast={onEditLast}
          onNewChat={onNewChat}
          onEmptyChange={setEmptyField}
        />
      )}
      {empty && (
        <div className="min-h-0 flex-[50] overflow-y-auto pb-6">
          <Suggestions shown={emptyField} onPick={(text) => onRefill({ text })}>
            <ModelNote model={model} none={noModels} />
          </Suggestions>
        </div>
      )}
    </div>
  );
}
