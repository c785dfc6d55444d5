import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { usePrefs } from '@/lib/prefs';
import { isTouch } from '@/lib/use-media';
import { preloadMarkdown } from '../markdown/markdown';
import { composerAction } from './composer-keys';
import { useDraft } from './use-draft';
import { useAutogrow } from './use-autogrow';

export interface ComposerHandle {
  fill(text: string): void;
  focus(): void;
}

interface ComposerProps {
  threadId: string | undefined;
  running: boolean;
  /** Why nothing can be sent at all; undefined when it can. */
  blocked?: string;
  onSend: (text: string) => void;
  onStop: () => void;
  onEmptyChange?: (empty: boolean) => void;
  ref?: Ref<ComposerHandle>;
}

/** Where a message is written. It owns its text, so that typing renders nothing else. */
export function Composer({ threadId, running, blocked, onSend, onStop, onEmptyChange, ref }: ComposerProps) {
  const { t } = useTranslation('chat');
  const enterKey = usePrefs((prefs) => prefs.enterKey);
  const [text, setText] = useDraft(threadId);
  const [note, setNote] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const empty = text.trim() === '';
  useAutogrow(field, text);

  useImperativeHandle(ref, () => ({
    fill(next) {
      setText(next);
      field.current?.focus();
      requestAnimationFrame(() => field.current?.setSelectionRange(next.length, next.length));
    },
    focus: () => field.current?.focus(),
  }));

  useEffect(() => onEmptyChange?.(empty), [empty, onEmptyChange]);
  // What stood in the way is gone.
  useEffect(() => setNote(undefined), [running, blocked]);

  const submit = useCallback(() => {
    if (text.trim() === '') return;
    if (running || blocked) return setNote(blocked ?? t('composer.busy'));
    onSend(text);
    setText('', { keepStored: true });
  }, [text, running, blocked, onSend, setText, t]);

  const stop = () => {
    onStop();
    // The button under the finger turns into a disabled Send: the focus would be lost with it.
    if (!isTouch()) field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey } = event;
    const action = composerAction({ key, keyCode, shiftKey, ctrlKey, metaKey, altKey, isComposing: event.nativeEvent.isComposing }, enterKey, isTouch());
    if (action !== 'send') return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      className="pad-safe-bottom mx-auto w-full max-w-[752px] px-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="flex items-end gap-2 rounded-composer border border-line-strong bg-surface p-2 -outline-offset-1 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent">
        <textarea
          ref={field}
          id="composer"
          rows={1}
          dir="auto"
          value={text}
          aria-label={t('composer.label')}
          aria-describedby={note ? 'composer-note' : undefined}
          placeholder={t('composer.placeholder')}
          enterKeyHint={isTouch() ? 'enter' : 'send'}
          className="field-sizing-content max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2.5 py-1.5 text-prose outline-none"
          onChange={(event) => {
            setText(event.target.value);
            setNote(undefined);
          }}
          onKeyDown={onKeyDown}
          onFocus={preloadMarkdown}
        />
        {running ? (
          <Button key="action" variant="live" size="round" aria-label={t('composer.stop')} onClick={stop}>
            <Icon as={Square} className="fill-current" />
          </Button>
        ) : (
          <Button key="action" type="submit" variant="primary" size="round" aria-label={t('composer.send')} disabled={empty}>
            <Icon as={ArrowUp} size={20} />
          </Button>
        )}
      </div>
      <p id="composer-note" role="status" className="min-h-5 px-4 pt-1 text-center text-meta text-ink-3">
        {note ?? t('composer.hint')}
      </p>
    </form>
  );
}
