import { type Message, type Model } from '@pocket-llm/api-client';
import { ArrowUp, Square } from 'lucide-react';
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { announce } from '@/lib/announce';
import { usePrefs } from '@/lib/prefs';
import { isTouch } from '@/lib/use-media';
import { estimateContext } from '../context';
import { preloadMarkdown } from '../markdown/markdown';
import { AttachButton } from './attach-button';
import { composerAction } from './composer-keys';
import { ContextNote, isTight } from './context-note';
import { EMPTY_DRAFT, promptOf } from './drafts';
import { ImageChips } from './image-chips';
import { PastedChip } from './pasted-chip';
import { type Refill } from './refill';
import { useDraft } from './use-draft';
import { useAutogrow } from './use-autogrow';
import { canSee, useImages } from './use-images';

/** A longer text would push everything else out of sight. */
const PASTE_CHARS = 4000;
const NO_MESSAGES: readonly Message[] = [];

export interface ComposerHandle {
  fill(refill: Refill): void;
  focus(): void;
}

interface ComposerProps {
  threadId: string | undefined;
  /** The same for a new chat and the thread it becomes: what is being written goes along. */
  conversation: string;
  running: boolean;
  /** Why nothing can be sent at all; undefined when it can. */
  blocked?: string;
  /** The model that is asked next. */
  model?: Model;
  /** What the question follows, for the room that is left. */
  messages?: readonly Message[];
  onSend: (prompt: string, images: readonly string[]) => void;
  onStop: () => void;
  /** Opens the last question for editing; false when there is none. */
  onEditLast?: () => boolean;
  onNewChat?: () => void;
  onEmptyChange?: (empty: boolean) => void;
  ref?: Ref<ComposerHandle>;
}

/** Where a message is written. It owns its text, so that typing renders nothing else. */
export function Composer({
  threadId,
  conversation,
  running,
  blocked,
  model,
  messages = NO_MESSAGES,
  onSend,
  onStop,
  onEditLast,
  onNewChat,
  onEmptyChange,
  ref,
}: ComposerProps) {
  const { t } = useTranslation('chat');
  const enterKey = usePrefs((prefs) => prefs.enterKey);
  const [draft, setDraft] = useDraft(threadId, conversation);
  const [note, setNote] = useState<string>();
  const refuse = useCallback((reason: string) => {
    setNote(reason);
    announce(reason);
  }, []);
  const { images, add, set: setImages } = useImages(threadId, conversation, model, refuse);
  const field = useRef<HTMLTextAreaElement>(null);
  const prompt = promptOf(draft);
  const empty = prompt === '';
  useAutogrow(field, draft.text);
  const estimate = useMemo(
    () => model && estimateContext(messages, prompt.length, model),
    [messages, prompt.length, model],
  );

  useImperativeHandle(ref, () => ({
    fill({ text, images: pictures }) {
      setDraft({ text, pasted: [] });
      if (pictures) setImages(pictures);
      field.current?.focus();
      requestAnimationFrame(() => field.current?.setSelectionRange(text.length, text.length));
    },
    focus: () => field.current?.focus(),
  }));

  useEffect(() => onEmptyChange?.(empty && images.length === 0), [empty, images.length, onEmptyChange]);
  // What stood in the way is gone.
  useEffect(() => setNote(undefined), [running, blocked, model?.name]);

  const submit = () => {
    if (empty) return images.length > 0 ? refuse(t('images.noWords')) : undefined;
    if (running || blocked) return refuse(blocked ?? t('composer.busy'));
    if (images.length > 0 && !canSee(model)) return refuse(t('images.cannotSee', { model: model?.display_name ?? '' }));
    onSend(prompt, images);
    setImages([]);
    setDraft(EMPTY_DRAFT, { keepStored: true });
  };

  const stop = () => {
    onStop();
    // The button under the finger turns into a disabled Send: the focus would be lost with it.
    if (!isTouch()) field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey } = event;
    const { isComposing } = event.nativeEvent;
    if (
      key === 'ArrowUp' &&
      draft.text === '' &&
      !(shiftKey || ctrlKey || metaKey || altKey || isComposing) &&
      onEditLast?.()
    )
      return event.preventDefault();
    const action = composerAction(
      { key, keyCode, shiftKey, ctrlKey, metaKey, altKey, isComposing },
      enterKey,
      isTouch(),
    );
    if (action !== 'send') return;
    event.preventDefault();
    submit();
  };

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData('text/plain');
    if (files.length > 0 && text === '') {
      event.preventDefault();
      void add(files);
    } else if (text.length > PASTE_CHARS) {
      event.preventDefault();
      setDraft({ ...draft, pasted: [...draft.pasted, text] });
      announce(t('pasted.label', { count: text.length }));
    }
  };

  const onDrop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void add([...event.dataTransfer.files]);
  };

  const setPasted = (index: number, text: string | undefined) =>
    setDraft({
      ...draft,
      pasted: draft.pasted.flatMap((one, at) => (at !== index ? [one] : text === undefined ? [] : [text])),
    });

  return (
    <form
      className="pad-safe-bottom mx-auto w-full max-w-[752px] px-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDrop={onDrop}
    >
      <div className="flex flex-col gap-2 rounded-composer border border-line-strong bg-surface p-2 -outline-offset-1 has-[#composer:focus-visible]:outline-2 has-[#composer:focus-visible]:outline-accent">
        <ImageChips images={images} onRemove={(index) => setImages(images.filter((_, at) => at !== index))} />
        <div className="flex items-end gap-2">
          {canSee(model) && <AttachButton onFiles={(files) => void add(files)} />}
          <textarea
            ref={field}
            id="composer"
            rows={1}
            dir="auto"
            value={draft.text}
            aria-label={t('composer.label')}
            aria-describedby={note ? 'composer-note' : undefined}
            placeholder={t('composer.placeholder')}
            enterKeyHint={isTouch() ? 'enter' : 'send'}
            className="field-sizing-content max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2.5 py-1.5 text-prose outline-none"
            onChange={(event) => {
              setDraft({ ...draft, text: event.target.value });
              setNote(undefined);
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onFocus={preloadMarkdown}
          />
          {running ? (
            <Button key="action" variant="live" size="round" aria-label={t('composer.stop')} onClick={stop}>
              <Icon as={Square} className="fill-current" />
            </Button>
          ) : (
            <Button
              key="action"
              type="submit"
              variant="primary"
              size="round"
              aria-label={t('composer.send')}
              disabled={empty && images.length === 0}
            >
              <Icon as={ArrowUp} size={20} />
            </Button>
          )}
        </div>
        {draft.pasted.length > 0 && (
          <ul aria-label={t('pasted.list')} className="flex flex-col gap-2">
            {draft.pasted.map((text, index) => (
              <PastedChip
                key={index}
                text={text}
                onChange={(next) => setPasted(index, next)}
                onRemove={() => setPasted(index, undefined)}
              />
            ))}
          </ul>
        )}
      </div>
      <p id="composer-note" className="min-h-5 px-4 pt-1 text-center text-meta text-ink-3">
        {note ??
          (isTight(estimate) ? (
            <ContextNote estimate={estimate} onNewChat={() => onNewChat?.()} />
          ) : (
            t('composer.hint')
          ))}
      </p>
    </form>
  );
}
