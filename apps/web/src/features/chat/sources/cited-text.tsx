import { PreviewCard } from '@base-ui/react/preview-card';
import { type CitationDto } from '@pocket-llm/api-client';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import Rendered, { COMPONENTS, type Extension } from '@/components/markdown/rendered';
import { cn } from '@/lib/cn';
import { markSyntax } from './marks';
import { openSource } from './source-store';

/** Raised, and as large to a finger as a line allows. */
const MARK = cn(
  'relative -top-[0.45em] ms-0.5 rounded-[3px] px-0.5 font-mono text-[0.6875em] leading-none text-accent-ink',
  'hover:bg-accent-wash touch:px-1.5 touch:py-1',
);

const CARD = cn(
  'flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-1.5 rounded-panel border border-line bg-surface p-3',
  'shadow-dialog',
);

const Citations = createContext<readonly CitationDto[]>([]);

interface CitedTextProps {
  text: string;
  live: boolean;
  citations: readonly CitationDto[];
}

/** An answer whose marks lead to its sources. */
export function CitedText({ text, live, citations }: CitedTextProps) {
  const marks = citations.map(({ mark }) => mark).join();
  const extension = useMemo<Extension>(
    () => ({
      syntax: markSyntax(new Set(marks.split(',').map(Number))),
      components: { ...COMPONENTS, ['source-mark']: SourceMark } as Extension['components'],
    }),
    [marks],
  );
  return (
    <Citations value={citations}>
      <Rendered text={text} live={live} extension={extension} />
    </Citations>
  );
}

/** A mark: shows the passage to who points at it, and opens it in its document. */
function SourceMark({ mark }: { mark: number }) {
  const { t } = useTranslation('sources');
  const citations = useContext(Citations);
  const citation = citations.find((one) => one.mark === Number(mark));
  if (!citation) return null;
  const { name, page, quote } = citation;
  return (
    <PreviewCard.Root>
      <PreviewCard.Trigger
        render={
          <button
            type="button"
            data-mark={citation.mark}
            className={MARK}
            aria-label={t('mark', { mark: citation.mark, name, page })}
            onClick={(event) => openSource(citations, citation.mark, event.currentTarget)}
          >
            {citation.mark}
          </button>
        }
      />
      <PreviewCard.Portal>
        <PreviewCard.Positioner sideOffset={6} collisionPadding={12} className="z-50">
          <PreviewCard.Popup className={CARD}>
            <p className="truncate text-meta text-ink-3">{t('place', { name, page })}</p>
            <p dir="auto" className="line-clamp-6 text-ui break-words whitespace-pre-line text-ink-2">
              {quote}
            </p>
          </PreviewCard.Popup>
        </PreviewCard.Positioner>
      </PreviewCard.Portal>
    </PreviewCard.Root>
  );
}
