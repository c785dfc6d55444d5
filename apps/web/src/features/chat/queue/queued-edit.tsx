import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { usePrefs } from '@/lib/prefs';
import { isTouch } from '@/lib/use-media';
import { composerAction } from '../composer/composer-keys';
import { useAutogrow } from '../composer/use-autogrow';

interface QueuedEditProps {
  text: string;
  onSave: (text: string) => void;
  onClose: () => void;
  /** Called with a changed text when the field goes away by itself, because the message is asked. */
  onLost: (text: string) => void;
}

/** The text of a waiting message as a field in its place. */
export function QueuedEdit({ text: original, onSave, onClose, onLost }: QueuedEditProps) {
  const { t } = useTranslation('queue');
  const { t: common } = useTranslation();
  const enterKey = usePrefs((prefs) => prefs.enterKey);
  const [text, setText] = useState(original);
  const field = useRef<HTMLTextAreaElement>(null);
  useAutogrow(field, text);
  const unsaved = useRef({ text: original, onLost });
  useEffect(() => {
    unsaved.current = { text, onLost };
  });
  useEffect(() => {
    const area = field.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
    return () => {
      const last = unsaved.current;
      if (last.text !== original) last.onLost(last.text);
    };
  }, [original]);

  const close = (then: () => void) => {
    unsaved.current.text = original;
    then();
  };
  const empty = text.trim() === '';
  const save = () => !empty && close(() => (text === original ? onClose() : onSave(text)));
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
      // The same Escape must not also stop the answer.
      event.preventDefault();
      event.stopPropagation();
      return close(onClose);
    }
    if (composerAction(event.nativeEvent, enterKey, isTouch()) !== 'send') return;
    event.preventDefault();
    save();
  };

  return (
    <form
      className="flex min-w-0 flex-1 flex-col gap-2 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        aria-label={t('editField')}
        className="field-sizing-content max-h-[30dvh] w-full resize-none rounded-control bg-sunken px-3 py-2 text-ui"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="quiet" onClick={() => close(onClose)}>
          {common('cancel')}
        </Button>
        <Button type="submit" size="sm" variant="primary" disabled={empty}>
          {common('save')}
        </Button>
      </div>
    </form>
  );
}
