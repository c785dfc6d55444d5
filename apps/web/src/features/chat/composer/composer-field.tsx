import { type ClipboardEvent, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { usePrefs } from '@/lib/prefs';
import { isTouch } from '@/lib/use-media';
import { preloadMarkdown } from '@/components/markdown/markdown';
import { composerAction } from './composer-keys';

/** The field stops growing at this height, so that it does not push everything else off the screen. */
const LONG_PASTE_CHARS = 4000;

interface ComposerFieldProps {
  ref: Ref<HTMLTextAreaElement>;
  text: string;
  /** Id of the element that describes the field, while there is one. */
  describedBy: string | undefined;
  onText: (text: string) => void;
  onSubmit: () => void;
  /** Opens the last question for editing; false when there is none. */
  onEditLast: (() => boolean) | undefined;
  onPasteFiles: (files: readonly File[]) => void;
  /** Called with a pasted text that is long enough to become a chip. */
  onPasteLong: (text: string) => void;
}

/** The composer's text area with its key and paste handling. */
export function ComposerField(props: ComposerFieldProps) {
  const { ref, text, describedBy, onText, onSubmit, onEditLast, onPasteFiles, onPasteLong } = props;
  const { t } = useTranslation('chat');
  const enterKey = usePrefs((prefs) => prefs.enterKey);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const modified = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing;
    if (event.key === 'ArrowUp' && text === '' && !modified && onEditLast?.()) return event.preventDefault();
    if (composerAction(event.nativeEvent, enterKey, isTouch()) !== 'send') return;
    event.preventDefault();
    onSubmit();
  };

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    const pasted = event.clipboardData.getData('text/plain');
    const onlyFiles = files.length > 0 && pasted === '';
    if (!onlyFiles && pasted.length <= LONG_PASTE_CHARS) return;
    event.preventDefault();
    if (onlyFiles) onPasteFiles(files);
    else onPasteLong(pasted);
  };

  return (
    <textarea
      ref={ref}
      id="composer"
      rows={1}
      dir="auto"
      value={text}
      aria-label={t('composer.label')}
      aria-describedby={describedBy}
      placeholder={t('composer.placeholder')}
      enterKeyHint={isTouch() ? 'enter' : 'send'}
      className={cn(
        'field-sizing-content max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none bg-transparent',
        'px-2.5 py-1.5 text-prose outline-none',
      )}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onFocus={preloadMarkdown}
    />
  );
}
