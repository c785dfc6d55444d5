import {
  ApiError,
  type ImportFailureDto as ImportFailure,
  type ImportResultDto as Reply,
} from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { importPart } from '../api';
import { type Part, partsOf, type Unreadable } from './parts';

export interface ImportResult {
  imported: number;
  skipped: number;
  failed: number;
  /** Conversations in the parts that were sent. */
  total: number;
  threadIds: string[];
  failures: ImportFailure[];
  leftOut: Partial<Reply['left_out']>;
}

type ImportState =
  | { step: 'idle' }
  | { step: 'reading' }
  | { step: 'unreadable'; wrong: Unreadable; name: string }
  | { step: 'sending'; done: number; total: number }
  /** `error`: why the import stopped early. What the result lists was imported nevertheless. */
  | { step: 'over'; result: ImportResult; error?: unknown; cancelled?: boolean };

/** What the server says about a part in which it can read nothing. Other parts may be fine. */
const PART_REFUSED = new Set(['import.unknown-format', 'request.invalid', 'request.too-large']);

const isRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError && PART_REFUSED.has(error.code ?? '');

/** Imports a file part by part. It can be cancelled between two parts, and importing a file twice is harmless. */
export function useImport() {
  const client = useQueryClient();
  const [state, setState] = useState<ImportState>({ step: 'idle' });
  const cancelled = useRef(false);

  const start = useCallback(
    async (file: File) => {
      cancelled.current = false;
      setState({ step: 'reading' });
      const read = await partsOf(file).catch(() => ({ wrong: 'not-json' as const }));
      if ('wrong' in read) return setState({ step: 'unreadable', wrong: read.wrong, name: file.name });
      const total = read.parts.reduce((sum, { count }) => sum + count, 0);
      const result = newResult();
      let refusal: unknown;
      let error: unknown;
      try {
        for (const part of read.parts) {
          if (cancelled.current) break;
          setState({ step: 'sending', done: result.total, total });
          refusal = (await send(part, result)) ?? refusal;
        }
      } catch (failure) {
        error = failure;
      }
      const nothing = result.imported + result.skipped === 0;
      setState({
        step: 'over',
        result,
        error: error ?? (nothing ? refusal : undefined),
        cancelled: result.total < total && error === undefined,
      });
      await client.invalidateQueries({ queryKey: ['threads'] });
    },
    [client],
  );
  const cancel = useCallback(() => {
    cancelled.current = true;
  }, []);
  return { state, start, cancel };
}

const newResult = (): ImportResult => ({
  imported: 0,
  skipped: 0,
  failed: 0,
  total: 0,
  threadIds: [],
  failures: [],
  leftOut: {},
});

/** Sends a part and adds what came of it. @returns why the server refused the part as a whole, if it did */
async function send({ body, count }: Part, result: ImportResult): Promise<ApiError | undefined> {
  const before = result.total;
  try {
    const data = await importPart(body);
    result.imported += data.imported;
    result.skipped += data.skipped;
    result.failed += data.failed;
    result.total += count;
    result.threadIds.push(...data.thread_ids);
    result.failures.push(...data.failures.map((failure) => ({ ...failure, number: before + failure.number })));
    for (const [kind, left] of Object.entries(data.left_out) as [keyof Reply['left_out'], number][])
      result.leftOut[kind] = (result.leftOut[kind] ?? 0) + left;
    return undefined;
  } catch (error) {
    if (!isRefused(error)) throw error;
    result.total += count;
    result.failed += count;
    result.failures.push({ number: before + 1, title: '', reason: error.message });
    return error;
  }
}
