import { useTranslation } from 'react-i18next';
import { type QueryMistake } from './query';

const EXPECTED: ReadonlySet<string> = new Set(['level', 'status', 'method', 'duration', 'request']);

/** The query with its mistake underlined, and what is wrong with it. */
export function Mistake({ text, mistake: { kind, field = '', start, end } }: { text: string; mistake: QueryMistake }) {
  const { t } = useTranslation('admin');
  const expected = t(`logs.expected.${(EXPECTED.has(field) ? field : 'other') as 'level'}`);
  return (
    <p id="log-mistake" role="alert" className="mt-1 text-meta text-danger">
      <code className="font-mono break-all">
        {text.slice(0, start)}
        <mark className="bg-transparent text-danger underline decoration-wavy underline-offset-3">{text.slice(start, end)}</mark>
        {text.slice(end)}
      </code>{' '}
      {t(`logs.wrong.${kind}`, { field, expected })}
    </p>
  );
}
