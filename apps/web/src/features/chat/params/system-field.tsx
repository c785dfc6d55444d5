import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { INPUT } from '@/components/ui/field';

const PAUSE_MS = 600;
const MOST_CHARS = 100_000;

interface SystemFieldProps {
  value: string | null;
  charsPerToken: number;
  onChange: (value: string | null) => void;
}

/** What the model is told before every conversation. Kept while it is written, after a pause and on leaving. */
export function SystemField({ value, charsPerToken, onChange }: SystemFieldProps) {
  const { t } = useTranslation('chat');
  const id = useId();
  const [typed, setTyped] = useState(value ?? '');
  const kept = useRef(value ?? '');
  // Set from elsewhere: a preset, another tab. What comes back from saving is what was typed.
  useEffect(() => {
    if ((value ?? '') !== kept.current) setTyped(value ?? '');
    kept.current = value ?? '';
  }, [value]);
  const save = (text: string) => {
    if (text === kept.current) return;
    kept.current = text;
    onChange(text.trim() === '' ? null : text);
  };
  const latest = useRef({ typed, save });
  latest.current = { typed, save };
  useEffect(() => {
    const timer = setTimeout(() => latest.current.save(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => () => latest.current.save(latest.current.typed), []);
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
              setTyped('');
              save('');
            }}
          >
            {t('params.clearSystem')}
          </Button>
        )}
      </div>
      <textarea
        id={id}
        dir="auto"
        rows={5}
        maxLength={MOST_CHARS}
        value={typed}
        placeholder={t('params.systemDefault')}
        aria-describedby={`${id}-note`}
        className={`${INPUT} field-sizing-content max-h-[32dvh] min-h-28 resize-y px-3 py-2 text-ui`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => save(typed)}
      />
      <p id={`${id}-note`} className="tabular text-meta text-ink-3">
        {typed === '' ? t('params.systemText') : t('params.systemTokens', { count: Math.ceil(typed.length / (charsPerToken || 4)) })}
      </p>
    </div>
  );
}
