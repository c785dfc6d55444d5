import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCopy } from '@/lib/error-copy';
import { Marked } from '@/components/ui/marked';
import { Skeleton } from '@/components/ui/skeleton';
import { sourcePageQuery } from './api';

interface TextPageProps {
  id: string;
  page: number;
  /** The passage to mark, as characters of the page's text. */
  range: { start: number; end: number } | undefined;
}

const NOTHING: readonly (readonly [number, number])[] = [];

/** The text of a page, with the passage marked. */
export function TextPage({ id, page, range }: TextPageProps) {
  const { t } = useTranslation('sources');
  const { t: common } = useTranslation('common');
  const { data, error } = useQuery(sourcePageQuery(id, page));
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (data) body.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [data, range]);
  if (error)
    return (
      <p className="p-4 text-ui text-ink-3">{t('panel.unavailable', { reason: errorCopy(error, common).text })}</p>
    );
  if (!data) return <Skeleton rows={6} className="mx-4 mt-3 h-4" />;
  const { text, title } = data;
  return (
    <div ref={body} className="p-4 text-ui" dir="auto">
      {title && <h3 className="mb-3 font-semibold">{title}</h3>}
      <p className="break-words whitespace-pre-wrap text-ink-2">
        <Marked text={text} ranges={range ? [[range.start, range.end]] : NOTHING} />
      </p>
    </div>
  );
}
