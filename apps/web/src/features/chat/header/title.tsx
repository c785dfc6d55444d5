import { type ThreadDetail } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Middle } from '@/components/ui/middle';
import { useThreadChange } from '@/lib/threads/use-thread-change';
import { useNarrow } from '@/lib/use-media';
import { RenameField } from '../sidebar/rename-field';

interface TitleProps {
  thread: ThreadDetail;
  renaming: boolean;
  onRenaming: (renaming: boolean) => void;
}

/** The conversation's title; a click renames it. */
export function Title({ thread, renaming, onRenaming }: TitleProps) {
  const { t } = useTranslation('chat');
  const change = useThreadChange();
  const narrow = useNarrow();
  if (renaming) {
    return (
      <div className="min-w-0 flex-1">
        <RenameField
          title={thread.title}
          onDone={(title) => {
            onRenaming(false);
            if (title) change.mutate({ threadId: thread.id, title });
          }}
        />
      </div>
    );
  }
  const title = thread.title || t('thread.untitled');
  return (
    <h1 className="min-w-16 shrink max-md:flex-1">
      <button
        type="button"
        dir="auto"
        title={title}
        aria-label={`${title}, ${t('thread.rename')}`}
        className="block h-8 max-w-full rounded-control px-2 text-ui font-medium hover:bg-sunken touch:h-11"
        onClick={() => onRenaming(true)}
      >
        {/* A phone has no room for both ends. */}
        {narrow ? <span className="block truncate text-start">{title}</span> : <Middle text={title} />}
      </button>
    </h1>
  );
}
