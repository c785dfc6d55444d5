import { type ThreadDetail } from '@pocket-llm/api-client';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RenameField } from './sidebar/rename-field';
import { useThreadChange } from './sidebar/use-thread-change';

interface ChatHeaderProps {
  thread: ThreadDetail | undefined;
  picker: ReactNode;
  sidebarButton: ReactNode;
}

/** Title (click to rename) and model of the conversation. It stays, however long the conversation gets. */
export function ChatHeader({ thread, picker, sidebarButton }: ChatHeaderProps) {
  const { t } = useTranslation('chat');
  const [renaming, setRenaming] = useState(false);
  const change = useThreadChange();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3">
      {sidebarButton}
      {picker}
      <div className="flex min-w-0 flex-1 justify-end">
        {thread && renaming && (
          <RenameField
            title={thread.title}
            onDone={(title) => {
              setRenaming(false);
              if (title) change.mutate({ threadId: thread.id, title });
            }}
          />
        )}
        {thread && !renaming && (
          <h1 className="min-w-0">
            <button
              type="button"
              dir="auto"
              title={thread.title}
              aria-label={`${thread.title}, ${t('thread.rename')}`}
              className="block h-8 max-w-full truncate rounded-control px-2 text-ui text-ink-2 hover:bg-sunken hover:text-ink"
              onClick={() => setRenaming(true)}
            >
              {thread.title || t('thread.untitled')}
            </button>
          </h1>
        )}
      </div>
    </header>
  );
}
