import { type Thread } from '@pocket-llm/api-client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { threadSearchQuery, threadsQuery } from '@/lib/queries';

const RECENT_COUNT = 6;
const MAX_HITS = 8;
const DEBOUNCE_MS = 150;
const NONE: Thread[] = [];

/** The threads in the palette: the latest ones, or the results of a search. A new search cancels the one before it. */
export function useThreadSearch(typed: string, open: boolean): { threads: Thread[]; found: boolean } {
  const q = useSettled(typed.trim());
  const recent = useInfiniteQuery({ ...threadsQuery({ archived: false }), enabled: open });
  const hits = useQuery({
    ...threadSearchQuery(q, MAX_HITS),
    enabled: open && q !== '',
    placeholderData: keepPreviousData,
  });
  // Until the server's results arrive, filter the latest threads locally.
  if (q === '' || !hits.data)
    return { threads: recent.data?.pages[0]?.threads.slice(0, RECENT_COUNT) ?? NONE, found: false };
  return { threads: hits.data, found: true };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
