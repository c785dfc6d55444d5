import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '@/lib/toast';
import { showBranch } from '../transcript/branches';
import { type Conversation } from './use-conversation';

/**
 * Shows the branch of the message that the address names, also when it is not the one shown now.
 * @returns what shows the branch of another message
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
