import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Renames in place. Enter and blur save, Escape cancels. `onDone` gets the new title or undefined. */
export function RenameField({ title, onDone }: { title: string; onDone: (title: string | undefined) => void }) {
  const { t } = useTranslation('chat');
  const done = useRef(false);
  const finish = (value: string | undefined) => {
    // Closing the field in any way also triggers blur.
    if (done.current) return;
    done.current = true;
    const next = value?.trim();
    onDone(next && next !== title ? next : undefined);
  };
  return (
    <input
      autoFocus
      dir="auto"
      defaultValue={title}
      aria-label={t('thread.title')}
      maxLength={200}
      className="h-8 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2 text-ui"
      onFocus={(event) => event.target.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          finish(undefined);
        }
      }}
    />
  );
}
