import { backupCreate } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { download, fileNameOf } from '@/lib/download';
import { withQuestions } from '../asking/asking';
import { doctorQuery } from './query';

/** The whole database in a file. */
export function Backup() {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      const { data, headers } = await withQuestions(() => backupCreate({ responseType: 'blob', timeout: 0 }));
      download(fileNameOf(headers['content-disposition'], 'pocket-llm.backup.gz'), data as unknown as Blob);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: doctorQuery.queryKey, exact: true }),
  });
  return (
    <Section title={t('backup')} lead={t('backupLead')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <Button className="self-start" busy={save.isPending} onClick={() => save.mutate()}>
        {t(save.isPending ? 'preparing' : 'download')}
      </Button>
    </Section>
  );
}
