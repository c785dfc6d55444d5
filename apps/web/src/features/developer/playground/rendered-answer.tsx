import { useTranslation } from 'react-i18next';
import { Markdown } from '@/components/markdown/markdown';
import { CodeBox } from '../parts/code-box';
import { type Answer } from './answer';

/** Whether an answer is JSON so far, whose signs are none of Markdown. */
const isJson = (text: string): boolean => /^\s*(?:\{|\[\s*[[{"\d\]])/.test(text);

/** The answer as a chat shows it. */
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
      {text && <Markdown text={isJson(text) ? `~~~~json\n${text}` : text} live={running} />}
      {toolCalls.length > 0 && <CodeBox label={t('toolCalls')} code={JSON.stringify(toolCalls, null, 2)} />}
    </div>
  );
}
