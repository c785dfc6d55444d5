import { type Message } from '@pocket-llm/api-client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { useModels } from '@/lib/use-model';
import { usePrefs } from '@/lib/prefs';
import { showToast } from '@/lib/toast';
import { isTouch } from '@/lib/use-media';
import { useChangeMessage } from './api';
import { composerAction } from '../composer/composer-keys';
import { useAutogrow } from '../composer/use-autogrow';
import { send } from '../run/chat-runs';
import { stopEditing } from './editing';

const FIELD = cn(
  'field-sizing-content max-w-[80%] resize-none',
  'rounded-panel bg-sunken px-4 py-2.5 text-prose break-words outline-2 -outline-offset-2',
  'outline-accent',
);

interface Size {
  width: number;
  height: number;
}

/** At first as large as the question; one that was folded stays about as high. */
const likeBefore = ({ width, height }: Size) => ({
  minInlineSize: `min(100%, ${width}px)`,
  minBlockSize: height,
  maxBlockSize: `max(${height}px, 40dvh)`,
});

interface EditBoxProps {
  message: Message;
  /** Size of the message that the field replaces. */
  size: Size | undefined;
  /** Why nothing can be asked at the moment. */
  blocked: string | undefined;
  /** Called on cancel; the focus returns to where it was. */
  onClose: () => void;
}

/** Edits a question in place. Asking again creates a second version; saving only changes the text. */
export function EditBox({ message, size, blocked, onClose }: EditBoxProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const enterKey = usePrefs((prefs) => prefs.enterKey);
  const change = useChangeMessage();
  const [text, setText] = useState(message.content);
  const field = useRef<HTMLTextAreaElement>(null);
  useAutogrow(field, text);

  useEffect(() => {
    const area = field.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);

  const { model, name } = useModels(message.thread_id);
  const empty = text.trim() === '';
  const ask = () => {
    if (empty || blocked) return;
    stopEditing();
    // This field disappears with the old question, so move the focus to the composer.
    if (!isTouch()) document.getElementById('composer')?.focus();
    const { id, thread_id, images, files } = message;
    const attached = { images: images ?? undefined, files: files ?? undefined };
    send({ kind: 'edit', messageId: id, prompt: text, ...attached, model: model?.name ?? name }, thread_id);
  };
  const save = () => {
    if (empty) return;
    onClose();
    change.mutateAsync({ message, change: { content: text } }).catch(() => showToast(t('thread.changeFailed')));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
      // The same Escape must not also stop an answer.
      event.preventDefault();
      event.stopPropagation();
      return onClose();
    }
    if (composerAction(event.nativeEvent, enterKey, isTouch()) !== 'send') return;
    event.preventDefault();
    ask();
  };

  return (
    <form
      className="flex w-full flex-col items-end gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        aria-label={t('transcript:edit.label')}
        style={size && likeBefore(size)}
        className={FIELD}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <EditButtons
        canSave={!empty && text !== message.content}
        canAsk={!empty && blocked === undefined}
        blocked={blocked}
        onSave={save}
        onClose={onClose}
      />
    </form>
  );
}

interface EditButtonsProps {
  canSave: boolean;
  canAsk: boolean;
  blocked: string | undefined;
  onSave: () => void;
  onClose: () => void;
}

function EditButtons({ canSave, canAsk, blocked, onSave, onClose }: EditButtonsProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const { t: common } = useTranslation();
  return (
    // As high as the actions of the question in its place, so that nothing below it moves.
    <div className="-mb-3 flex min-h-8 flex-wrap items-center justify-end gap-2 touch:min-h-11">
      {blocked && <span className="text-meta text-ink-3">{blocked}</span>}
      <Button size="sm" variant="quiet" onClick={onClose}>
        {common('cancel')}
      </Button>
      <Button size="sm" disabled={!canSave} onClick={onSave}>
        {common('save')}
      </Button>
      <Button type="submit" size="sm" variant="primary" disabled={!canAsk}>
        {t('transcript:edit.ask')}
      </Button>
    </div>
  );
}
