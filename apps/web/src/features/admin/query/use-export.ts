import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';

type FileFormat = 'csv' | 'ndjson';

/** Request options for a file: no timeout, because a long list takes its time. */
export const FILE_REQUEST = { responseType: 'blob', timeout: 0 } as const;

/**
 * Downloads all pages of a list as a file; a toast reports a failure.
 * @param name of the file, unless the server names it
 * @param fetchFile requests the file
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
