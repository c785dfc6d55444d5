import { RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { type RequestBody, withField } from './request';
import { changeBody } from './store';

/** The stop sequences, one per line. */
export function StopField({ body }: { body: RequestBody }) {
  const { t } = useTranslation('playground');
  const id = useId();
  const { stop } = body;
  const lines = Array.isArray(stop) ? stop.map(String) : typeof stop === 'string' ? [stop] : [];
  // Keep empty lines, because a new line starts empty.
  const change = (text: string) =>
    changeBody((before) => withField(before, 'stop', text === '' ? undefined : text.split('\n')));
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-6 items-center justify-between gap-1">
        <label htmlFor={id} className="text-console text-ink-2">
          {t('stopList')}
        </label>
        {stop !== undefined && (
          <IconButton
            icon={RotateCcw}
            size="tiny"
            label={t('reset', { name: t('stopList') })}
            onClick={() => change('')}
          />
        )}
      </div>
      <textarea
        id={id}
        rows={1}
        value={lines.join('\n')}
        aria-describedby={`${id}-note`}
        className={`${INPUT} field-sizing-content max-h-32 resize-none px-2.5 py-1.5 font-mono text-console`}
        onChange={(event) => change(event.target.value)}
      />
      <p id={`${id}-note`} className="text-meta text-ink-3">
        {t('stopHint')}
      </p>
    </div>
  );
}
