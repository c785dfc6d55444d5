import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { useProblemText } from './use-problem-text';
import { changeText, usePlayground } from './store';

/** The request as JSON. Invalid text is reported with its line, and the form keeps the last valid request. */
export function JsonView() {
  const { t } = useTranslation('playground');
  const id = useId();
  const { text, problem } = usePlayground();
  const words = useProblemText(problem);
  const lines = text.split('\n').length;
  return (
    <div className="flex flex-col gap-2">
      <div
        className={cn(
          'flex min-w-0 overflow-hidden rounded-panel border bg-surface font-mono text-meta',
          problem ? 'border-danger' : 'border-line-strong',
        )}
      >
        <div
          aria-hidden
          className="tabular shrink-0 border-e border-line bg-sunken px-2 py-2.5 text-end text-ink-3 select-none"
        >
          {Array.from({ length: lines }, (_, index) => (
            <div
              key={index}
              className={
                index + 1 === problem?.line ? 'font-semibold text-danger underline decoration-mistakeMark' : undefined
              }
            >
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          dir="ltr"
          wrap="off"
          rows={lines}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          value={text}
          aria-label={t('body')}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-note` : undefined}
          className={cn(
            'block min-h-40 min-w-0 flex-1 resize-none overflow-x-auto overflow-y-hidden bg-transparent',
            'px-2.5 py-2.5 leading-4 -outline-offset-2',
          )}
          onChange={(event) => changeText(event.target.value)}
        />
      </div>
      {words && (
        <p id={`${id}-note`} role="status" className="text-meta text-danger">
          {words}
          {problem?.detail && <span className="block font-mono break-words text-ink-3">{problem.detail}</span>}
        </p>
      )}
    </div>
  );
}
