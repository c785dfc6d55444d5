import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { INPUT } from '@/components/ui/field';

const SAVE_DEBOUNCE_MS = 600;
const MAX_CHARS = 100_000;

interface SystemFieldProps {
  value: string | null;
  charsPerToken: number;
  onChange: (value: string | null) => void;
}

/** The system prompt. Saved after a pause in typing and on blur. */
export function SystemField({ value, charsPerToken, onChange }: SystemFieldProps) {
  const { t } = useTranslation('chat-late');
  const id = useId();
  const [typed, setTyped] = useState(value ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  // Typed but not saved yet. Only what the person typed is ever saved.
  const pending = useRef<string>(undefined);
  const dirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flush = () => {
    clearTimeout(timer.current);
    const text = pending.current;
    pending.current = undefined;
    if (text !== undefined && text !== (value ?? '')) onChange(text.trim() === '' ? null : text);
  };
  const latest = useRef(flush);
  useEffect(() => {
    latest.current = flush;
  });
  useEffect(() => () => latest.current(), []);

  // Changed elsewhere: by a preset or another tab. Text being typed here stays, also after the server refused it.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(value ?? '');
  }, [value]);

  const write = (text: string) => {
    setTyped(text);
    pending.current = text;
    dirty.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), SAVE_DEBOUNCE_MS);
  };
  // Save a refused text again. Otherwise show what was saved meanwhile.
  const leave = () => {
    if (dirty.current) pending.current = typed;
    else setTyped(value ?? '');
    dirty.current = false;
    flush();
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <label htmlFor={id} className="text-ui font-medium">
          {t('params.system')}
        </label>
        {typed !== '' && (
          <Button
            size="sm"
            variant="quiet"
            onClick={() => {
              write('');
              flush();
            }}
          >
            {t('params.clearSystem')}
          </Button>
        )}
      </div>
      <textarea
        ref={field}
        id={id}
        dir="auto"
        rows={5}
        maxLength={MAX_CHARS}
        value={typed}
        placeholder={t('params.systemDefault')}
        aria-describedby={`${id}-note`}
        className={`${INPUT} field-sizing-content max-h-[32dvh] min-h-28 resize-y px-3 py-2 text-ui`}
        onChange={(event) => write(event.target.value)}
        onBlur={leave}
      />
      <p id={`${id}-note`} className="tabular text-meta text-ink-3">
        {typed === ''
          ? t('params.systemText')
          : t('params.systemTokens', { count: Math.ceil(typed.length / (charsPerToken || 4)) })}
      </p>
    </div>
  );
}
