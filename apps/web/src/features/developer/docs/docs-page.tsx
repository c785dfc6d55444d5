import { CONTRACT_URL, SWAGGER_URL } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { modelsQuery } from '@/lib/queries';
import { useModels } from '@/lib/use-model';
import { KEY_PLACEHOLDER, ownAddress } from '../parts/address';
import { AnchoredHeading } from './anchored-heading';
import { DocSection } from './doc-section';
import { SECTIONS } from './sections';
import { type SnippetPlace } from './snippets';
import { UseWith } from './use-with';

const Reference = lazy(() => import('./reference/reference'));

const LINK = cn(
  'flex min-h-8 items-center rounded-control px-2 text-console text-ink-2 hover:bg-sunken hover:text-ink',
  'touch:min-h-11',
);

/** The API guide. Every example contains this portal's own address. */
export function DocsPage() {
  const { t } = useTranslation('docs');
  const place = usePlace();
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          <a href={SWAGGER_URL} target="_blank" rel="noreferrer" className={buttonClass('outline', 'sm')}>
            {t('swagger')}
          </a>
          <a href={CONTRACT_URL} target="_blank" rel="noreferrer" className={buttonClass('outline', 'sm')}>
            {t('document')}
          </a>
        </>
      }
    >
      <div className="grid gap-6 lg:grid-cols-[10rem_minmax(0,1fr)] lg:gap-8">
        <Contents />
        <div className="flex min-w-0 flex-col">
          {SECTIONS.map((section) => (
            <DocSection key={section.id} section={section} place={place} />
          ))}
          <UseWith place={place} />
          <section className="flex min-w-0 flex-col gap-4 border-t border-line py-8">
            <AnchoredHeading id="reference" title={t('reference.title')} />
            <p className="text-ink-2">{t('reference.text')}</p>
            <Suspense fallback={<Skeleton rows={12} className="h-9" />}>
              <Reference />
            </Suspense>
          </section>
        </div>
      </div>
    </Page>
  );
}

/** The table of contents. */
function Contents() {
  const { t } = useTranslation('docs');
  return (
    <nav aria-label={t('contents')} className="flex flex-wrap gap-x-1 lg:sticky lg:top-6 lg:flex-col lg:self-start">
      {SECTIONS.map(({ id }) => (
        <Link key={id} to="." hash={id} className={LINK}>
          {t(`sections.${id}.title`)}
        </Link>
      ))}
      <Link to="." hash="use-with" className={LINK}>
        {t('useWith.title')}
      </Link>
      <Link to="." hash="reference" className={LINK}>
        {t('reference.title')}
      </Link>
    </nav>
  );
}

/** The values in the examples: this address, models of this portal, and a placeholder for the key. */
function usePlace(): Required<SnippetPlace> {
  const { model } = useModels();
  const all = useQuery(modelsQuery).data ?? [];
  const vectors = all.find(({ capabilities, available }) => available && capabilities.includes('embedding'));
  return {
    base: ownAddress(),
    model: model?.name ?? 'gemma2:2b',
    key: KEY_PLACEHOLDER,
    embeddingModel: vectors?.name ?? 'nomic-embed-text',
  };
}
