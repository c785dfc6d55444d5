import { type MessageFileDto } from '@pocket-llm/api-client';
import { ArrowUp, Square } from 'lucide-react';
import { type FormEvent, type Ref, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { announce } from '@/lib/announce';
import { cn } from '@/lib/cn';
import { isTouch } from '@/lib/use-media';
import { giveFiles, loadFiles } from '../files/attached';
import { AttachButton } from './attach-button';
import { ComposerField } from './composer-field';
import { ComposerNote } from './composer-note';
import { type ComposerPrefill } from './prefill';
import { useAutogrow } from './use-autogrow';
import { type ComposerOptions, useComposer } from './use-composer';

const NOTE_ID = 'composer-note';
const BOX = cn(
  'flex flex-col gap-2 rounded-composer border border-line-strong bg-surface p-2 -outline-offset-1',
  'has-[#composer:focus-visible]:outline-2 has-[#composer:focus-visible]:outline-accent',
);

const loadPasted = importWithTexts('chat-late', () => import('./pasted-list'));
const PastedList = lateComponent(() => loadPasted().then((module) => module.PastedList));

const FileChips = lateComponent(() => loadFiles().then((module) => module.FileChips));
const ImageChips = lateComponent(() => import('./image-chips').then((module) => module.ImageChips));
/** What a question can be written without, for a moment. */
const Extras = lateComponent(() => import('./composer-extras').then((module) => module.ComposerExtras));

export interface ComposerHandle {
  fill(prefill: ComposerPrefill): void;
  /** Adds a text below what is written here already, pictures and documents. */
  add(text: string, images?: readonly string[], files?: readonly MessageFileDto[]): void;
  /** Takes files as if they were dropped here. */
  take(files: readonly File[]): void;
  focus(): void;
}

interface ComposerProps extends ComposerOptions {
  onStop: () => void;
  /** Opens the last question for editing; false when there is none. */
  onEditLast?: () => boolean;
  onNewChat?: () => void;
  onEmptyChange?: (empty: boolean) => void;
  ref?: Ref<ComposerHandle>;
}

/** The form that writes questions. It owns its text, so that typing renders nothing else. */
export function Composer({ onStop, onEditLast, onNewChat, onEmptyChange, ref, ...options }: ComposerProps) {
  const { t } = useTranslation('chat');
  const { conversation, running, model } = options;
  const written = useComposer(options);
  const { draft, setDraft, note, clearNote, images, files, takeFiles, addWords, setImages, estimate, empty, submit } =
    written;
  const field = useRef<HTMLTextAreaElement>(null);
  useAutogrow(field, draft.text);

  useHandle(ref, field, written, options.threadId);
  useEffect(() => onEmptyChange?.(empty), [empty, onEmptyChange]);

  const stop = () => {
    onStop();
    // The focused Stop button turns into a disabled Send, which would lose the focus.
    if (!isTouch()) field.current?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const onPasteLong = (text: string) => {
    setDraft({ ...draft, pasted: [...draft.pasted, text] });
    announce(t('pasted.label', { count: text.length }));
  };
  const onText = (text: string) => {
    setDraft({ ...draft, text });
    clearNote();
  };

  return (
    <form className="pad-safe-bottom mx-auto w-full max-w-[752px] px-4" onSubmit={onSubmit}>
      <div className={BOX}>
        {files.length > 0 && <FileChips files={files} fallback={null} />}
        {images.length > 0 && <ImageChips images={images} onChange={setImages} fallback={null} />}
        <div className="flex items-end gap-2">
          <AttachButton onFiles={takeFiles} model={model} />
          <ComposerField
            ref={field}
            text={draft.text}
            describedBy={note || running ? NOTE_ID : undefined}
            onText={onText}
            onSubmit={submit}
            onEditLast={onEditLast}
            onPasteFiles={takeFiles}
            onPasteLong={onPasteLong}
          />
          {running && !empty && <SendButton label={t('composer.askNext')} />}
          <Extras conversation={conversation} model={model} onText={addWords} onFiles={takeFiles} fallback={null} />
          <ActionButton
            running={running}
            disabled={empty}
            label={files.find(({ busy }) => busy)?.busy ?? t('composer.send')}
            onStop={stop}
          />
        </div>
        {draft.pasted.length > 0 && (
          <PastedList texts={draft.pasted} onChange={(pasted) => setDraft({ ...draft, pasted })} fallback={null} />
        )}
      </div>
      <ComposerNote
        id={NOTE_ID}
        note={note}
        running={running}
        model={model}
        estimate={estimate}
        onNewChat={() => onNewChat?.()}
      />
    </form>
  );
}

/** What others may do with the field. */
function useHandle(
  ref: Ref<ComposerHandle> | undefined,
  field: RefObject<HTMLTextAreaElement | null>,
  written: ReturnType<typeof useComposer>,
  threadId: string | undefined,
): void {
  const { draft, setDraft, images, takeFiles, setImages } = written;
  useImperativeHandle(ref, () => ({
    fill({ text, images: pictures, files }) {
      setDraft({ text, pasted: [] });
      if (pictures) setImages(pictures);
      giveFiles(threadId, files);
      field.current?.focus();
      requestAnimationFrame(() => field.current?.setSelectionRange(text.length, text.length));
    },
    add(text, pictures = [], files = []) {
      setDraft({ ...draft, text: draft.text.trim() === '' ? text : `${draft.text}\n${text}` });
      setImages([...images, ...pictures]);
      giveFiles(threadId, files);
    },
    take: takeFiles,
    focus: () => field.current?.focus(),
  }));
}

interface ActionButtonProps {
  running: boolean;
  disabled: boolean;
  /** What sending does. */
  label: string;
  onStop: () => void;
}

/** Sends, or stops the answer in flight. One button, so that it keeps its place and the focus. */
function ActionButton({ running, disabled, label, onStop }: ActionButtonProps) {
  const { t } = useTranslation('chat');
  if (running) {
    return (
      <Button key="action" variant="live" size="round" aria-label={t('composer.stop')} onClick={onStop}>
        <Icon as={Square} className="fill-current" />
      </Button>
    );
  }
  return <SendButton key="action" label={label} disabled={disabled} />;
}

function SendButton({ label, ...rest }: { label: string; disabled?: boolean }) {
  return (
    <Button type="submit" variant="primary" size="round" aria-label={label} {...rest}>
      <Icon as={ArrowUp} size={20} />
    </Button>
  );
}
