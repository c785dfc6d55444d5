import { doctorExamine, type DoctorDto, listenToBeats } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

export interface Examination {
  checks: DoctorDto['checks'];
  /** Milliseconds by which the clock of this browser is ahead of the server's. */
  ahead: number;
  at: string;
}

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: async ({ signal }): Promise<Examination> => {
    const { data } = await doctorExamine({ signal });
    return { checks: data.checks, ahead: Date.now() - new Date(data.now).getTime(), at: new Date().toISOString() };
  },
  staleTime: 0,
});

/** When the server's beats arrived. */
export const beatsQuery = queryOptions({
  queryKey: ['doctor', 'beats'],
  queryFn: ({ signal }) => listenToBeats(signal),
  staleTime: 0,
  retry: false,
});
