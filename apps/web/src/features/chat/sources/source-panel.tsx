import { type CitationDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import i18next from 'i18next';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import { errorCopy } from '@/lib/error-copy';
import { download } from '@/lib/download';
import { showToast } from '@/lib/toast';
import { useMedia, useNarrow } from '@/lib/use-media';
import { fileQuery } from '../files/api';
import { readFile } from './api';
import { type ShownSource } from '../panel-store';
import { closeSource, showSource } from './source-store';
import { TextPage } from './text-page';

const PdfPage = lazy(() => import('./pdf-page'));

/** Below this width the conversation has no room beside the source. */
const NO_ROOM = '(max-width: 1179px)';

/** The sources of an answer, one at a time: beside the conversation where there is room, else over it. */
export default function SourcePanel({ shown }: { shown: ShownSource }) {
  const { t } = useTranslation('sources');
  const narrow = useNarrow();
  const over = useMedia(NO_ROOM);
  const panel = useRef<HTMLElement>(null);
  // Its keys work from the start, and a screen reader is where the passage is.
  useEffect(() => panel.current?.focus(), []);
  const citation = shown.citations[shown.index];
  if (!citation) return null;
  const content = (
    <>
      <Head shown={shown} citation={citation} />
      <Source key={`${citation.file_id} ${citation.mark}`} citation={citation} />
    </>
  );
  if (over)
    return (
      <Sheet open onOpenChange={closeSource} title={t('panel.title')} side={narrow ? 'bottom' : 'end'}>
        {content}
      </Sheet>
    );
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={t('panel.title')}
      className="flex min-h-0 w-[440px] shrink-0 flex-col border-s border-line outline-none"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        closeSource();
      }}
    >
      {content}
    </aside>
  );
}

/** Which source it is, and the way to the others. */
function Head({ shown: { citations, index }, citation }: { shown: ShownSource; citation: CitationDto }) {
  const { t } = useTranslation('sources');
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line ps-4 pe-2">
      <h2 className="min-w-0 flex-1 truncate text-ui font-semibold">{citation.name}</h2>
      <IconButton
        icon={ChevronLeft}
        label={t('panel.previous')}
        disabled={index === 0}
        className="rtl:-scale-x-100"
        onClick={() => showSource(index - 1)}
      />
      <span className="tabular text-meta whitespace-nowrap text-ink-3" aria-live="polite">
        {t('panel.count', { index: index + 1, count: citations.length })}
      </span>
      <IconButton
        icon={ChevronRight}
        label={t('panel.next')}
        disabled={index === citations.length - 1}
        className="rtl:-scale-x-100"
        onClick={() => showSource(index + 1)}
      />
      <IconButton icon={X} label={t('panel.close')} onClick={closeSource} />
    </div>
  );
}

function Source({ citation }: { citation: CitationDto }) {
  const { t } = useTranslation('sources');
  const { t: common } = useTranslation('common');
  const { file_id: id, quote, start, end } = citation;
  const [page, setPage] = useState(citation.page);
  const [asText, setAsText] = useState(false);
  const file = useQuery(fileQuery(id));
  const onFault = useCallback(() => setAsText(true), []);
  if (file.data === null) return <Gone quote={quote} />;
  if (file.isError)
    return (
      <div className="flex flex-col items-start gap-3 p-4 text-ui text-ink-3">
        <p>{t('panel.unavailable', { reason: errorCopy(file.error, common).text })}</p>
        <Button onClick={() => void file.refetch()}>{common('retry')}</Button>
      </div>
    );
  if (!file.data) return <Skeleton rows={6} className="mx-4 mt-3 h-4" />;
  const { media_type, bytes, pages, name } = file.data;
  const isPdf = media_type === 'application/pdf';
  const isHere = page === citation.page;
  return (
    <>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-1 border-b border-line px-2 py-1">
        <IconButton
          icon={ChevronLeft}
          label={t('panel.pageBefore')}
          disabled={page <= 1}
          className="rtl:-scale-x-100"
          onClick={() => setPage(page - 1)}
        />
        <span className="tabular text-meta text-ink-2">
          {pages ? t('panel.pageOf', { page, pages }) : t('panel.pageOnly', { page })}
        </span>
        <IconButton
          icon={ChevronRight}
          label={t('panel.pageAfter')}
          disabled={pages !== null && page >= pages}
          className="rtl:-scale-x-100"
          onClick={() => setPage(page + 1)}
        />
        <span className="flex-1" />
        {isPdf && (
          <Button variant="quiet" onClick={() => setAsText(!asText)}>
            {t(asText ? 'panel.asDrawn' : 'panel.asText')}
          </Button>
        )}
        <IconButton icon={Download} label={t('panel.download')} onClick={() => void save(id, name)} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto" data-source-page={page}>
        {isPdf && !asText ? (
          <Suspense fallback={<Skeleton rows={6} className="mx-4 mt-3 h-4" />}>
            <PdfPage
              key={page}
              id={id}
              bytes={bytes}
              page={page}
              quote={isHere ? quote : undefined}
              onFault={onFault}
            />
          </Suspense>
        ) : (
          <TextPage id={id} page={page} range={isHere ? { start, end } : undefined} />
        )}
      </div>
    </>
  );
}

async function save(id: string, name: string): Promise<void> {
  try {
    download(name, await readFile(id));
  } catch (error) {
    await showToast(
      i18next.t('sources:panel.notSaved', { reason: errorCopy(error, i18next.getFixedT(null, 'common')).text }),
    );
  }
}

/** What is left of a document that was removed. */
function Gone({ quote }: { quote: string }) {
  const { t } = useTranslation('sources');
  return (
    <div className="flex flex-col gap-3 overflow-y-auto p-4">
      <p className="text-ui text-ink-3">{t('panel.gone')}</p>
      <blockquote dir="auto" className="border-s-2 border-line ps-3 text-ui break-words whitespace-pre-wrap text-ink-2">
        {quote}
      </blockquote>
    </div>
  );
}
