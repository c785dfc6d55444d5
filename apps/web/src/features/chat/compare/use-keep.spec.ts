import { type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { renderHook, waitFor } from '@testing-library/react';
import { threadQuery } from '@/lib/queries';
import { queryClient } from '@/lib/query-client';
import { withTexts } from '../../../../test/texts';
import { runStore } from '../run/chat-runs';
import { useKeep } from './use-keep';

const calls: string[] = [];
const called = (name: string) => () => {
  calls.push(name);
  return Promise.resolve({ data: {} });
};

jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  chatStop: () => called('stop')(),
  threadUpdate: () => called('choose')(),
  queuedAsk: () => called('ask')(),
}));

const message = (id: string) => ({ id, thread_id: 't', role: 'assistant', run_id: `run ${id}` }) as unknown as Message;
const [kept, other] = [message('a'), message('b')];

/** Keeps the first of two answers while the other one is being written, and a message waits for it. */
function keepFirst(): void {
  const queued = [{ id: 'q', thread_id: 't', client_message_id: null, held: false }];
  queryClient.setQueryData<ThreadDetail>(threadQuery('t').queryKey, {
    id: 't',
    active_leaf_id: 'b',
    messages: [kept, other],
    queued,
  } as unknown as ThreadDetail);
  const request = { kind: 'join' } as const;
  runStore.open({ key: 'k', request, threadId: 't', runId: 'run b', messageId: 'b', phase: 'streaming' });
  renderHook(() => useKeep([kept, other])).result.current.keepOne(kept, 'A');
}

beforeAll(withTexts);

describe('keeping one answer while another is written', () => {
  it('lets what waits follow the kept one, after the choice and the stop', async () => {
    keepFirst();
    await waitFor(() => expect(calls.at(-1)).toBe('ask'));
    expect(calls.toSorted()).toEqual(['ask', 'choose', 'stop']);
  });
});
