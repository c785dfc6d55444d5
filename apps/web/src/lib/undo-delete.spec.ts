import { deleteLater, flushDeletes, UNDO_MS, usePendingDeletes } from './undo-delete';

const hidden = () => [...usePendingDeletes.getState().ids];
const sender = () => jest.fn((_leaving: boolean) => Promise.resolve());

describe('a delete that can be undone', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('hides the items at once and is sent when the undo time has passed', async () => {
    const send = sender();
    deleteLater(['a', 'b'], send, jest.fn());
    expect(hidden()).toEqual(['a', 'b']);
    expect(send).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(send.mock.calls).toEqual([[false]]);
    expect(hidden()).toEqual([]);
  });

  it('is undone as a whole, without undoing other deletes', async () => {
    const [send, other] = [sender(), sender()];
    const undo = deleteLater(['a', 'b'], send, jest.fn());
    deleteLater(['c'], other, jest.fn());
    undo();
    expect(hidden()).toEqual(['c']);
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect([send.mock.calls.length, other.mock.calls.length]).toEqual([0, 1]);
  });

  it('is sent when the page is closed, once, in a request that outlives the page', async () => {
    const send = sender();
    const undo = deleteLater(['a'], send, jest.fn());
    await flushDeletes();
    expect(send.mock.calls).toEqual([[true]]);
    undo();
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('keeps the items hidden until the server has answered', async () => {
    let answer!: () => void;
    deleteLater(['a'], () => new Promise<void>((resolve) => (answer = resolve)), jest.fn());
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(hidden()).toEqual(['a']);
    answer();
    await jest.advanceTimersByTimeAsync(0);
    expect(hidden()).toEqual([]);
  });

  it('shows the items again and reports it when the server refuses', async () => {
    const onFailed = jest.fn();
    deleteLater(['a'], () => Promise.reject(new Error('away')), onFailed);
    await jest.advanceTimersByTimeAsync(UNDO_MS);
    expect(onFailed).toHaveBeenCalled();
    expect(hidden()).toEqual([]);
  });
});
