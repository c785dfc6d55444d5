import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo } from 'react';
import { ChatScreen } from '@/features/chat/screen/chat-screen';
import { useSidePanel } from '@/features/chat/panel-store';
import { useNewChatParams } from '@/features/chat/params/use-params';
import { setOpenThread } from '@/features/chat/sidebar/unread';
import { ModelPicker } from '@/features/models/model-picker';
import { useModels } from '@/lib/use-model';
import { SidebarButton } from '../layouts/sidebar-button';

const SidePanel = lazy(() => import('@/features/chat/screen/side-panel'));

/** The conversation at this address, with its model picker and settings. */
export function ChatPage() {
  const { threadId } = useParams({ strict: false });
  const { m: messageId, temporary, q, shared } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { model, name, none } = useModels(threadId);
  const onThread = useCallback(
    (id: string) => void navigate({ to: '/c/$threadId', params: { threadId: id }, replace: true }),
    [navigate],
  );
  const onNewChat = useCallback(() => void navigate({ to: '/chat' }), [navigate]);
  const onPrefilled = useCallback(
    (what: 'q' | 'shared') =>
      void navigate({ to: '/chat', search: (before) => ({ ...before, [what]: undefined }), replace: true }),
    [navigate],
  );
  const { system, options } = useNewChatParams();
  const panel = useSidePanel(({ open }) => open);
  // Only for a new chat: a thread has its own model.
  const newChat = useMemo(
    () =>
      threadId === undefined ? { temporary, system: system ?? undefined, options: options ?? undefined } : undefined,
    [threadId, temporary, system, options],
  );
  useEffect(() => {
    setOpenThread(threadId);
    return () => setOpenThread(undefined);
  }, [threadId]);
  return (
    <div className="flex min-h-0 flex-1">
      <ChatScreen
        threadId={threadId}
        messageId={messageId}
        onThread={onThread}
        onNewChat={onNewChat}
        model={model}
        modelName={model?.name ?? name}
        noModels={none}
        prefill={threadId === undefined ? q : undefined}
        shared={threadId === undefined && shared}
        onPrefilled={onPrefilled}
        newChat={newChat}
        picker={<ModelPicker threadId={threadId} />}
        sidebarButton={<SidebarButton />}
      />
      <Suspense>{panel && <SidePanel threadId={threadId} model={model} />}</Suspense>
    </div>
  );
}
