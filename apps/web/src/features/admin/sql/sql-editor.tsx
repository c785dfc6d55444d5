import { type KeyboardEvent, type Ref, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';

export interface SqlEditorHandle {
  /** What runs: the selection, or everything; `from` is where it begins. */
  selection(): { text: string; from: number };
  goTo(index: number): void;
}

interface SqlEditorProps {
  value: string;
  onChange: (value: string) => void;
  onRun: () => void;
  ref?: Ref<SqlEditorHandle>;
}

/** A plain editor in mono. Tab indents, but after Escape it moves on, so that nobody is caught in it. */
export function SqlEditor({ value, onChange, onRun, ref }: SqlEditorProps) {
  const { t } = useTranslation('admin');
  const field = useRef<HTMLTextAreaElement>(null);
  const leaving = useRef(false);
  useImperativeHandle(ref, () => ({
    selection() {
      const { selectionStart: from = 0, selectionEnd: to = 0 } = field.current ?? {};
      return to > from ? { text: value.slice(from, to), from } : { text: value, from: 0 };
    },
    goTo(index) {
      field.current?.focus();
      field.current?.setSelectionRange(index, index + 1);
    },
  }));
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === 'Tab' && !event.shiftKey && !leaving.current) {
      event.preventDefault();
      const { selectionStart, selectionEnd } = event.currentTarget;
      event.currentTarget.setRangeText('  ', selectionStart, selectionEnd, 'end');
      onChange(event.currentTarget.value);
    }
    leaving.current = event.key === 'Escape';
  };
  return (
    <textarea
      ref={field}
      value={value}
      rows={9}
      dir="ltr"
      spellCheck={false}
      autoCapitalize="none"
      autoComplete="off"
      aria-label={t('sql.editor')}
      className="field-sizing-content max-h-[50dvh] min-h-48 w-full resize-y rounded-panel border border-line-strong bg-surface px-4 py-3 font-mono text-console"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
