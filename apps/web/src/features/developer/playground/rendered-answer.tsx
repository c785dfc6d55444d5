import { useTranslation } from 'react-i18next';
import { CodeBox } from '../parts/code-box';
import { type Answer } from './answer';

/** The answer as text. */
export function RenderedAnswer({ answer, running }: { answer: Answer; running: boolean }) {
  const { t } = useTranslation('playground');
  const { text, thinking, toolCalls } = answer;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {thinking && (
        <details open={text === ''} className="rounded-panel border border-line px-3 py-2">
          <summary className="text-console text-ink-2">{t('thinking')}</summary>
          <p dir="auto" className="pt-2 text-ui break-words whitespace-pre-wrap text-ink-2">
            {thinking}
          </p>
        </details>
      )}
      {running && !text && !thinking && (
        <p className="flex items-center gap-2 text-ink-3">
          <span aria-hidden className="live-dot" />
          {t('waiting')}
        </p>
      )}
      {text && (
        <p dir="auto" data-answer className="text-prose break-words whitespace-pre-wrap">
          {text}
        </p>
      )}
      {toolCalls.length > 0 && <CodeBox label={t('toolCalls')} code={JSON.stringify(toolCalls, null, 2)} />}
    </div>
  );
}
