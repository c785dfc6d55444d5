import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { importPart } from '../api';
import { partsOf } from './parts';
import { readFile, type Unreadable } from './read-file';

export interface ImportResult {
  imported: number;
  skipped: number;
  threadIds: string[];
  tooLarge: string[];
}

type ImportState =
  | { step: 'idle' }
  | { step: 'reading' }
  | { step: 'unreadable'; wrong: Unreadable; name: string }
  | { step: 'sending'; done: number; total: number }
  /** `error`: why the import stopped early. What the result lists was imported nevertheless. */
  | { step: 'over'; result: ImportResult; error?: unknown; cancelled?: boolean };

/** Imports a file part by part. It can be cancelled between two parts, and importing a file twice is harmless. */
export function useImport() {
  const client = useQueryClient();
  const [state, setState] = useState<ImportState>({ step: 'idle' });
  const cancelled = useRef(false);

  const start = useCallback(
    async (file: File) => {
      cancelled.current = false;
      setState({ step: 'reading' });
      const read = await readFile(file).catch(() => ({ wrong: 'not-json' as const }));
      if ('wrong' in read) return setState({ step: 'unreadable', wrong: read.wrong, name: file.name });
      const { parts, total, tooLarge } = partsOf(read.json);
      const result: ImportResult = { imported: 0, skipped: 0, threadIds: [], tooLarge };
      let done = 0;
      let error: unknown;
      try {
        for (const { body, count } of parts) {
          if (cancelled.current) break;
          setState({ step: 'sending', done, total });
          const data = await importPart(body);
          result.imported += data.imported;
          result.skipped += data.skipped;
          result.threadIds.push(...data.thread_ids);
          done += count;
        }
      } catch (failure) {
        error = failure;
      }
      setState({ step: 'over', result, error, cancelled: done < total && error === undefined });
      await client.invalidateQueries({ queryKey: ['threads'] });
    },
    [client],
  );
  const cancel = useCallback(() => {
    cancelled.current = true;
  }, []);
  return { state, start, cancel };
}
