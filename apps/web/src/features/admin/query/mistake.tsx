import { useTranslation } from 'react-i18next';
import { type Mistake } from './language';

interface MistakeNoteProps {
  id: string;
  text: string;
  mistake: Mistake;
  /** The values that its field takes, in a sentence. */
  expected: string;
}

/** The query with its mistake underlined, and an explanation. */
export function MistakeNote({ id, text, mistake: { kind, field = '', start, end }, expected }: MistakeNoteProps) {
  const { t } = useTranslation('admin');
  return (
    <p id={id} role="alert" className="mt-1 text-meta text-danger">
      <code className="font-mono break-all">
        {text.slice(0, start)}
        <mark className="bg-transparent text-danger underline decoration-wavy underline-offset-3">
          {text.slice(start, end)}
        </mark>
        {text.slice(end)}
      </code>{' '}
      {t(`query.wrong.${kind}`, { field, expected })}
    </p>
  );
}
