import { type MessageFileDto } from '@pocket-llm/api-client';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { importWithTexts } from '@/lib/i18n';
import { showToast } from '@/lib/toast';
import { type ComposerHandle } from '../composer/composer';
import { extrasOf } from '../extras';
import { discardEnded, send, stopAll } from '../run/chat-runs';
import { type NewChatOptions } from '../run/run-request';
import { showBranch } from '../transcript/branches';
import { startEditing } from '../transcript/editing';
import { type Conversation } from './use-conversation';

const loadQueue = importWithTexts('queue', () => import('../queue/queue-message'));

interface ChatActionsOptions {
  threadId: string | undefined;
  chat: Conversation;
  /** Name of the model that is asked, also while nothing else is known of it; `undefined` for the default. */
  modelName: string | undefined;
  newChat: NewChatOptions | undefined;
  /** Called when a question was sent, so that the page scrolls with its answer. */
  onSent: () => void;
  /** Gives back what could not be sent. */
  onGiveBack: ComposerHandle['add'];
}

/** The person's actions in a conversation: ask, stop the answer, edit the last question. */
export function useChatActions({ threadId, chat, modelName, newChat, onSent, onGiveBack }: ChatActionsOptions) {
  const { t } = useTranslation('chat');
  const { path, parentId, runKey, running, begin } = chat;

  const onSubmit = useCallback(
    (prompt: string, images: readonly string[], files: readonly MessageFileDto[]) => {
      if (running) {
        const sent = { threadId, runKey, prompt, images, files, model: modelName };
        return void loadQueue().then(
          ({ queueMessage }) => queueMessage(sent, onGiveBack),
          () => onGiveBack(prompt, images, files),
        );
      }
      // Remove a question that never arrived; its text is back in the composer or was discarded.
      discardEnded(threadId);
      const compareWith = extrasOf(threadId, modelName);
      const key = send(
        { kind: 'prompt', prompt, images, files, model: modelName, parentId, newChat, compareWith },
        threadId,
      );
      if (threadId === undefined) begin(key);
      onSent();
    },
    [threadId, runKey, running, modelName, parentId, newChat, begin, onSent, onGiveBack],
  );

  const onStop = useCallback(() => {
    if (!runKey || !running) return false;
    stopAll(runKey).catch(() => showToast(t('stopFailed')));
    return true;
  }, [runKey, running, t]);

  const onEditLast = useCallback(() => {
    const last = running ? undefined : path.findLast(({ role }) => role === 'user');
    if (last) startEditing(last.id);
    return last !== undefined;
  }, [path, running]);

  return { onSubmit, onStop, onEditLast };
}

/**
 * Shows the branch that contains the message in the address.
 * @returns a function that shows the branch of another message
 */
export function useBranchChoice(
  threadId: string | undefined,
  messageId: string | undefined,
  { data, path }: Conversation,
): (messageId: string) => void {
  const { t } = useTranslation('chat');
  const onFailed = useCallback(() => void showToast(t('thread.changeFailed')), [t]);
  const onVersion = useCallback((id: string) => threadId && showBranch(threadId, id, onFailed), [threadId, onFailed]);
  const isOnOtherBranch =
    messageId !== undefined &&
    data !== undefined &&
    data.messages.some(({ id }) => id === messageId) &&
    !path.some(({ id }) => id === messageId);
  useEffect(() => {
    if (isOnOtherBranch && messageId) onVersion(messageId);
  }, [isOnOtherBranch, messageId, onVersion]);
  return onVersion;
}
