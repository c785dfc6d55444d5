import { type CitationDto, type DocumentUseDto } from '@pocket-llm/api-client';
import { FileText } from 'lucide-react';
import { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { openSource } from './source-store';

interface AnswerSourcesProps {
  /** Unknown for an answer that was cut off. */
  documents: DocumentUseDto | undefined;
  citations: readonly CitationDto[];
  /** Whether the answer is complete. */
  over: boolean;
}

/** Under an answer: what it cites, and what has to be said about the documents that it comes from. */
export function AnswerSources({ documents, citations, over }: AnswerSourcesProps) {
  const { t } = useTranslation('sources');
  const notes = documents ? notesOf(documents, citations.length, over, t) : [];
  if (notes.length === 0 && citations.length === 0) return null;
  return (
    <section aria-label={t('title')} className="flex flex-col gap-2" data-sources="">
      {citations.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {citations.map((citation) => (
            <li key={citation.mark} className="min-w-0">
              <SourceChip citation={citation} all={citations} />
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note} className="text-meta text-ink-3">
          {note}
        </p>
      ))}
    </section>
  );
}

/** What has to be said, each in a sentence. */
function notesOf(
  { used, by, unread, removed }: DocumentUseDto,
  cited: number,
  over: boolean,
  t: TFunction<'sources'>,
): string[] {
  return [
    used === 'none' && unread === 0 && removed === 0 && t('note.none'),
    unread > 0 && t('note.unread', { count: unread }),
    removed > 0 && t('note.removed', { count: removed }),
    over && used !== 'none' && cited === 0 && t('note.uncited'),
    used === 'passages' && by === 'text' && cited > 0 && t('note.byWords'),
  ].filter((note) => note !== false);
}

const CHIP = cn(
  'flex h-7 max-w-72 min-w-0 items-center gap-1.5 rounded-control border border-line px-2 text-meta text-ink-2',
  'hover:border-line-strong hover:text-ink touch:h-11',
);

function SourceChip({ citation, all }: { citation: CitationDto; all: readonly CitationDto[] }) {
  const { t } = useTranslation('sources');
  const { mark, name, page } = citation;
  return (
    <button type="button" className={CHIP} onClick={(event) => openSource(all, mark, event.currentTarget)}>
      <span className="tabular font-mono text-ink-3">{mark}</span>
      <FileText aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="truncate">{name}</span>
      <span className="shrink-0 text-ink-3">{t('page', { page })}</span>
    </button>
  );
}
