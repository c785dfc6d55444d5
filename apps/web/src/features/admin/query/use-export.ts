import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';

type FileFormat = 'csv' | 'ndjson';

/** Options of a request for a file: there is no time limit, because a long list takes its time. */
export const FILE_REQUEST = { responseType: 'blob', timeout: 0 } as const;

/**
 * Saves all pages of a list as a file; a toast says when that failed.
 * @param name of the file, when the server does not name it
 * @param fetchFile asks the server for the file
 */
export function useExport(
  name: string,
  fetchFile: (format: FileFormat) => Promise<{ data: unknown; headers: object }>,
) {
  const { t: common } = useTranslation();
  return useMutation({
    mutationFn: async (format: FileFormat) => {
      const { data, headers } = await fetchFile(format);
      const disposition = (headers as Record<string, unknown>)['content-disposition'];
      download(fileNameOf(disposition, `${name}.${format}`), data as Blob);
    },
    onError: (error) => void showToast(errorCopy(error, common).text),
  });
}
