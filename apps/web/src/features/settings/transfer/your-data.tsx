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
    <>
      <Section title={t('exportTitle')} lead={t('exportLead')}>
        {save.isError && <ErrorNotice error={save.error} />}
        <Button className="self-start" busy={save.isPending} onClick={() => save.mutate()}>
          {!save.isPending && <Icon as={Download} />}
          {t('exportAll')}
        </Button>
      </Section>
      <Section title={t('import.title')} lead={t('import.lead')}>
        <ImportBox />
      </Section>
    </>
  );
}
