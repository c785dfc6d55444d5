import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ChatScreen } from '@/features/chat/chat-screen';
import { ModelPicker } from '@/features/models/model-picker';
import { useModels } from '@/lib/use-model';
import { SidebarButton } from '../layouts/sidebar-button';

/** The conversation at this address, with the model picker in its header. */
export function ChatPage() {
  const { threadId } = useParams({ strict: false });
  const navigate = useNavigate();
  const { model, none } = useModels();
  const onThread = useCallback((id: string) => void navigate({ to: '/c/$threadId', params: { threadId: id }, replace: true }), [navigate]);
  return <ChatScreen threadId={threadId} onThread={onThread} model={model} noModels={none} picker={<ModelPicker />} sidebarButton={<SidebarButton />} />;
}
