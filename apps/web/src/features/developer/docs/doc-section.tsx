import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { fillPlayground } from '../playground/store';
import { AnchoredHeading } from './anchored-heading';
import { Prose } from './prose';
import { RowsTable } from './rows-table';
import { Samples } from './samples';
import { type SectionShape } from './sections';
import { type SnippetPlace } from './snippets';

/** A section: its text, with examples beside it or, on a narrow screen, below it. */
export function DocSection({ section, place }: { section: SectionShape; place: Required<SnippetPlace> }) {
  const { t } = useTranslation('docs');
  const values = { base: place.base, embedding: place.embeddingModel };
  return (
    <section
      className={cn(
        'grid min-w-0 gap-6 border-t border-line py-8 first:border-t-0 first:pt-0',
        'xl:grid-cols-[minmax(0,21fr)_minmax(0,20fr)] xl:gap-8',
      )}
    >
      <div className="flex min-w-0 max-w-[42rem] flex-col gap-4">
        <AnchoredHeading id={section.id} title={t(`sections.${section.id}.title`)} />
        <Prose text={t(`sections.${section.id}.text`, values)} />
        {'rows' in section && <RowsTable name={section.rows} />}
        {'playground' in section && (
          <Link
            to="/developer/playground"
            onClick={() =>
              fillPlayground({
                model: place.model,
                messages: [{ role: 'user', content: 'Why is the sky blue?' }],
                stream: true,
                stream_options: { include_usage: true },
              })
            }
            className={buttonClass('outline', 'sm', 'self-start')}
          >
            {t('tryIt')}
          </Link>
        )}
      </div>
      <div className="min-w-0 xl:sticky xl:top-6 xl:max-h-[calc(100dvh-6rem)] xl:self-start xl:overflow-y-auto">
        <Samples ids={section.samples} place={place} />
      </div>
    </section>
  );
}
