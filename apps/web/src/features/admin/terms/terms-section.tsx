import { type AdminTermsDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { formatDay } from '@/lib/dates';
import { TextArea } from '@/components/ui/text-area';
import { adminTermsQuery, usePublishTerms } from './api';

const MOST_TEXT = 50_000;

/** The terms of use that people accept before everything else. */
export function TermsSection() {
  const { t } = useTranslation('terms');
  const query = useQuery(adminTermsQuery);
  const [open, setOpen] = useState(false);
  return (
    <Section title={t('title')} lead={t('sectionText')}>
      {query.isPending && <Skeleton rows={2} className="h-6" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <>
          <State terms={query.data} />
          <Button className="self-start" onClick={() => setOpen(true)}>
            {t(query.data.version === null ? 'write' : 'edit')}
          </Button>
          {open && <TermsDialog terms={query.data} onClose={() => setOpen(false)} />}
        </>
      )}
    </Section>
  );
}

function State({ terms }: { terms: AdminTermsDto }) {
  const { t } = useTranslation('terms');
  const { version, required, published_at, published_by, accepted, accounts } = terms;
  if (version === null || published_at === null) return <p className="text-ui">{t('none')}</p>;
  return (
    <div className="flex flex-col gap-1 text-ui">
      <p>{t(required ? 'isRequired' : 'isNotRequired')}</p>
      <p className="text-console text-ink-2">
        {t('publishedBy', { version, day: formatDay(published_at), name: published_by ?? '' })}{' '}
        {t('acceptedBy', { accepted, count: accounts })}
      </p>
    </div>
  );
}

function TermsDialog({ terms, onClose }: { terms: AdminTermsDto; onClose: () => void }) {
  const { t } = useTranslation('terms');
  const { t: common } = useTranslation();
  const [text, setText] = useState(terms.text);
  const [required, setRequired] = useState(terms.required);
  const publish = usePublishTerms();
  const isNew = text.trim() !== terms.text;
  const isEmpty = text.trim() === '';
  return (
    <Dialog open wide onOpenChange={onClose} title={t('title')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          publish.mutate({ text, required }, { onSuccess: onClose });
        }}
      >
        {publish.isError && <ErrorNotice error={publish.error} />}
        <TextArea
          label={t('text')}
          hint={t('textHint')}
          rows={12}
          maxLength={MOST_TEXT}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <label className="flex min-h-8 items-center gap-2 text-console touch:min-h-11">
          <input
            type="checkbox"
            checked={required}
            onChange={(event) => setRequired(event.target.checked)}
            className="size-4 shrink-0 accent-ink"
          />
          {t('requiredField')}
        </label>
        {required && (isNew || !terms.required) && <p className="text-console text-ink-2">{t('youToo')}</p>}
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button
            type="submit"
            variant="primary"
            busy={publish.isPending}
            disabled={(required && isEmpty) || (!isNew && required === terms.required)}
          >
            {t(isNew ? 'publish' : 'save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
