import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { useExportData } from '../api';
import { ImportBox } from './import-box';

/** Exports everything that the person has written, and imports chats. */
export function YourData() {
  const { t } = useTranslation('settings');
  const save = useExportData();
  return (
    <Section title={t('data')} lead={t('dataLead')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 text-ui text-ink-2">{t('exportLead')}</p>
        <Button busy={save.isPending} onClick={() => save.mutate()}>
          {!save.isPending && <Icon as={Download} />}
          {t('exportAll')}
        </Button>
      </div>
      <h3 className="pt-2 text-ui font-semibold">{t('import.title')}</h3>
      <p className="text-ui text-ink-2">{t('import.lead')}</p>
      <ImportBox />
    </Section>
  );
}
