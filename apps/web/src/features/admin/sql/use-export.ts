import { ApiError, sqlExport, sqlSavedHistory } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { download } from '@/lib/download';
import { newId } from '@/lib/new-id';
import { showToast } from '@/lib/toast';
import { withConfirmation } from '../confirmations/with-confirmation';

/** The words of a problem that came where a file was expected. */
async function spoken(error: unknown): Promise<never> {
  throw error instanceof ApiError ? error : new ApiError({ kind: 'network', cause: error });
}

/** Fetches the rows of a statement as a file, more of them than the grid shows, and says when there were more still. */
export function useExport() {
  const { t } = useTranslation('sql');
  return useMutation({
    mutationFn: async (sql: string) => {
      const query_id = newId();
      const { data } = await withConfirmation(() =>
        sqlExport({ body: { sql, query_id }, responseType: 'blob', timeout: 0 }),
      ).catch(spoken);
      download('query.csv', data as unknown as Blob);
      const line = (await sqlSavedHistory()).data.find((run) => run.query_id === query_id);
      if (line?.row_count != null)
        void showToast(t(line.truncated ? 'exportedCut' : 'exported', { count: line.row_count }));
    },
  });
}
