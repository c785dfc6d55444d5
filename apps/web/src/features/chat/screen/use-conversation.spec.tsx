import { type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { type ReactNode } from 'react';
import { queryClient } from '@/lib/query-client';
import { PART } from '@/lib/threads/parts';
import { deleteLater } from '@/lib/undo-delete';
import { useConversation } from './use-conversation';

let thread: ThreadDetail;
/** The server does not answer while this is pending. */
let held: Promise<void> | undefined;

jest.mock('@/components/markdown/markdown', () => ({ preloadMarkdown: () => undefined }));
jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  threadDetail: async ({ query }: { query: { from?: string; before?: string; limit?: number } }) => {
    await held;
    const { from, before, limit = 0 } = query;
    const all = thread.messages.filter(({ id }) => before === undefined || id < before);
    const at = from === undefined ? all.length : all.findIndex(({ id }) => id >= from);
    return { data: { ...thread, messages: all.slice(Math.max(0, at - limit)) } };
  },
}));

const id = (n: number) => String(n).padStart(5, '0');
const message = (n: number, parent: number | null): Message =>
  ({
    id: id(n),
    parent_id: parent === null ? null : id(parent),
    role: n % 2 === 0 ? 'user' : 'assistant',
    status: 'complete',
    content: id(n),
    created_at: id(n),
  }) as Message;
const chain = (count: number) => Array.from({ length: count }, (_, n) => message(n, n === 0 ? null : n - 1));

const nothing = () => undefined;
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
);
function open(threadId: string, messages: Message[], leaf: number) {
  thread = { id: threadId, messages, message_count: messages.length, active_leaf_id: id(leaf) } as ThreadDetail;
  return renderHook(() => useConversation(threadId, undefined, nothing), { wrapper }).result;
}

describe('a conversation that is loaded in part', () => {
  afterEach(() => queryClient.clear());

  it('ends before its oldest loaded message when that is deleted, for the next question at once', async () => {
    const chat = open('deleted', chain(200), 199);
    await waitFor(() => expect(chat.current.path).toHaveLength(PART));
    let answer: () => void = nothing;
    held = new Promise((resolve) => (answer = resolve));
    let undo: () => void = nothing;
    act(() => void (undo = deleteLater([id(200 - PART)], () => Promise.resolve(), nothing)));
    expect(chat.current).toMatchObject({ path: [], parentId: id(199 - PART), isEndBefore: true });
    answer();
    await waitFor(() => expect(chat.current.path.at(-1)?.id).toBe(id(199 - PART)));
    expect(chat.current).toMatchObject({ parentId: id(199 - PART), isEndBefore: false });
    act(undo);
    expect(chat.current.path.at(-1)?.id).toBe(id(199));
  });

  it('has no past to count when its branch is whole, although other branches are not', async () => {
    const chat = open('whole', [...chain(200), message(1000, null), message(1001, 1000)], 1001);
    await waitFor(() => expect(chat.current.path).toHaveLength(2));
    expect(chat.current.older.count).toBe(202 - PART);
    expect(chat.current.past).toBe(0);
  });
});
