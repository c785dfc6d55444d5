import { followUnread, markFinished, setOpenThread, useUnread } from './unread';

const unread = () => [...useUnread.getState().ids];

describe('unread answers', () => {
  beforeEach(() => {
    localStorage.clear();
    useUnread.setState({ ids: new Set() });
    setOpenThread(undefined);
  });

  it('are those that ended while their thread was not open, until it is opened', () => {
    setOpenThread('open');
    markFinished('open');
    markFinished('other');
    expect(unread()).toEqual(['other']);
    setOpenThread('other');
    expect(unread()).toEqual([]);
  });

  it('are stored on the device and synchronised with other tabs', () => {
    markFinished('a');
    const key = Object.keys(localStorage).find((name) => name.endsWith('.unread'))!;
    expect(localStorage.getItem(key)).toBe('a');
    const stop = followUnread();
    setOpenThread('here');
    localStorage.setItem(key, 'a b here');
    window.dispatchEvent(new StorageEvent('storage', { key }));
    expect(unread()).toEqual(['a', 'b']);
    expect(localStorage.getItem(key)).toBe('a b');
    stop();
  });
});
