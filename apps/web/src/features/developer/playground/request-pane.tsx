import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segments } from '../parts/segments';
import { JsonView } from './json-view';
import { RequestForm } from './request-form';
import { usePlayground } from './store';

/** The request, as a form or as JSON. */
export function RequestPane() {
  const { t } = useTranslation('playground');
  const broken = usePlayground((state) => state.problem !== undefined);
  const [chosen, setView] = useState<'form' | 'json'>('form');
  // The form's first change would overwrite invalid text.
  const view = broken ? 'json' : chosen;
  return (
    <section aria-label={t('request')} className="flex min-w-0 flex-col gap-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-section font-semibold">{t('request')}</h2>
        <Segments
          label={t('view')}
          value={view}
          options={[
            { value: 'form', label: t('form') },
            { value: 'json', label: t('json') },
          ]}
          onChange={setView}
        />
      </div>
      {view === 'form' ? <RequestForm /> : <JsonView />}
    </section>
  );
}
