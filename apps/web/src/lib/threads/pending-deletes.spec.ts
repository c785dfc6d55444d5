import { threadBulk } from '@pocket-llm/api-client';
import { deleteLater, flushDeletes, UNDO_MS, usePendingDeletes } from './pending-deletes';

jest.mock('@pocket-llm/api-client', () => ({ threadBulk: jest.fn(() => Promise.resolve({ data: { changed: 1 } })) }));

const hidden = () => [...usePendingDeletes.getState().ids];

describe('a delete that can be undone', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.mocked(threadBulk).mockClear();
  });
  afterEach(() => jest.useRealTimers());

  it('hides at once and asks the server when the time is over', async () => {
    deleteLater(['a', 'b'], jest.fn());
    expect(hidden()).toEqual(['a', 'b']);
    expect(threadBulk).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(threadBulk).toHaveBeenCalledWith(expect.objectContaining({ body: { ids: ['a', 'b'], action: 'delete' } }));
    expect(hidden()).toEqual([]);
  });

  it('is undone as a whole, and only what was deleted with it', async () => {
    const undo = deleteLater(['a', 'b'], jest.fn());
    deleteLater(['c'], jest.fn());
    undo();
    expect(hidden()).toEqual(['c']);
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(threadBulk).toHaveBeenCalledTimes(1);
  });

  it('happens before the page is left, in a request that outlives it', async () => {
    const undo = deleteLater(['a'], jest.fn());
    flushDeletes();
    expect(threadBulk).toHaveBeenCalledWith(expect.objectContaining({ fetchOptions: { keepalive: true } }));
    undo();
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(threadBulk).toHaveBeenCalledTimes(1);
  });

  it('shows the threads again and says so when the server refuses', async () => {
    jest.mocked(threadBulk).mockRejectedValueOnce(new Error('away'));
    const onFailed = jest.fn();
    deleteLater(['a'], onFailed);
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(onFailed).toHaveBeenCalled();
    expect(hidden()).toEqual([]);
  });
});
