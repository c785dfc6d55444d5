import { CONTRACT_URL, SWAGGER_URL } from '@pocket-llm/api-client';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { AnchoredHeading } from './anchored-heading';
import { Contents } from './contents';
import { DocSection } from './doc-section';
import { SECTIONS } from './sections';
import { usePlace } from './use-place';

const Reference = lazy(() => import('./reference/reference'));

/** How programs talk to this portal, with its own address in every example. */
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
