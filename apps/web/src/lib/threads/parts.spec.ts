import { type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { countOlder, countPast, PART, readOlder, readThread, withOlder } from './parts';

interface Query {
  from?: string;
  before?: string;
  limit?: number;
}
interface Options {
  path: { thread_id: string };
  query: Query;
}
const queries: Query[] = [];
let thread: ThreadDetail;
/** Called before the server answers. */
let meanwhile: () => unknown = () => undefined;

// The server, as its own tests describe it.
jest.mock('@pocket-llm/api-client', () => ({
  threadDetail: async ({ query }: Options) => {
    queries.push(query);
    const now = meanwhile;
    meanwhile = () => undefined;
    await now();
    const { from, before, limit = 0 } = query;
    const all = thread.messages.filter(({ id }) => before === undefined || id < before);
    const at = from === undefined ? all.length : all.findIndex(({ id }) => id >= from);
    return { data: { ...thread, messages: all.slice(Math.max(0, at - limit)) } };
  },
}));

const id = (n: number) => String(n).padStart(5, '0');
const message = (n: number, parent: number | null): Message =>
  ({ id: id(n), parent_id: parent === null ? null : id(parent), created_at: id(n) }) as Message;
const chain = (count: number) => Array.from({ length: count }, (_, n) => message(n, n === 0 ? null : n - 1));
let threads = 0;
/** Each test has its own thread, because how far one was loaded is kept. */
const given = (messages: Message[], leaf: number): string => {
  thread = { id: `t${threads++}`, messages, message_count: messages.length, active_leaf_id: id(leaf) } as ThreadDetail;
  queries.length = 0;
  return thread.id;
};

describe('a thread that is read in parts', () => {
  it('has its newest messages at first, and is read again as far as it was loaded', async () => {
    const threadId = given(chain(200), 199);
    const end = await readThread(threadId);
    expect(end.messages.map((one) => one.id)).toEqual(
      chain(200)
        .slice(-PART)
        .map((one) => one.id),
    );
    const whole = withOlder(end, await readOlder(end));
    expect(whole.messages).toEqual(chain(200).slice(200 - 2 * PART - 1));
    expect((await readThread(threadId)).messages).toEqual(whole.messages);
    expect(queries).toEqual([
      { limit: PART },
      { from: id(139), before: id(140), limit: PART },
      { from: whole.messages[0]!.id },
    ]);
  });

  it('has the end of the branch that is shown, however old it is', async () => {
    const others = Array.from({ length: 300 }, (_, n) => message(1000 + n, n === 0 ? 5 : 999 + n));
    const read = await readThread(given([...chain(100), ...others], 99));
    expect(read.messages[0]!.id).toBe(id(99 - PART));
    expect(queries).toHaveLength(2);
  });

  it('has enough of a branch that left the others early', async () => {
    const read = await readThread(given([...chain(300), message(1000, 4), message(1001, 1000)], 1001));
    expect(read.messages[0]!.id).toBe(id(0));
    expect(queries).toHaveLength(2);
  });

  it('ends its search where the shown branch is not to be found', async () => {
    const read = await readThread(given(chain(200), 5_000));
    expect(read.messages.at(-1)!.id).toBe(id(199));
    expect(queries).toHaveLength(2);
  });

  it('loses nothing that is loaded while it is read again', async () => {
    const threadId = given(chain(200), 199);
    const end = await readThread(threadId);
    meanwhile = () => readOlder(end);
    expect((await readThread(threadId)).messages).toEqual(chain(200).slice(200 - 2 * PART - 1));
  });

  it('loses nothing when a shorter read back ends after a longer one', async () => {
    const threadId = given(chain(200), 199);
    const end = await readThread(threadId);
    meanwhile = () => readOlder(end, id(70));
    await readOlder(end);
    expect((await readThread(threadId)).messages).toEqual(chain(200).slice(70 - PART));
  });

  it('has the older versions of its first question when all of its branch is there', async () => {
    const roots = [...chain(200), message(1000, null), ...chain(80).map((_, n) => message(1001 + n, 1000 + n))];
    given(roots, 1080);
    const end = await readThread(thread.id);
    const branch = withOlder(end, await readOlder(end));
    expect(branch.messages.map((one) => one.id)).toContain(id(1000));
    expect(withOlder(branch, await readOlder(branch)).messages).toEqual(roots);
    expect(queries.at(-1)).toEqual({ before: branch.messages[0]!.id, limit: 1_000 });
  });

  it('has no past that is not loaded when its branch is whole, whatever other branches have', async () => {
    const end = await readThread(given([...chain(200), message(1000, null), message(1001, 1000)], 1001));
    expect(countOlder(end)).toBe(202 - PART);
    expect(countPast(end, end.messages.slice(-2))).toBe(0);
    expect(countPast(end, [])).toBe(0);
  });

  it('has a past of no more messages than are not loaded when its branch begins before them', async () => {
    const end = await readThread(given(chain(200), 199));
    expect(countPast(end, end.messages)).toBe(200 - PART);
  });

  it('asks for no more where there is less than was counted', () => {
    const end = { messages: chain(3), message_count: 5 } as ThreadDetail;
    expect(withOlder(end, []).message_count).toBe(3);
  });
});
