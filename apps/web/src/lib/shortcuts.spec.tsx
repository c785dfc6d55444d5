import { fireEvent, render } from '@testing-library/react';
import { shortcutKeys, type ShortcutName, SHORTCUTS, useShortcut } from './shortcuts';

function Listener({ name, run }: { name: ShortcutName; run: () => boolean | void }) {
  useShortcut(name, run);
  return <button type="button">x</button>;
}

describe('shortcuts', () => {
  it('run on their keys only', () => {
    const run = jest.fn();
    render(<Listener name="newChat" run={run} />);
    fireEvent.keyDown(document, { key: 'o', ctrlKey: true });
    fireEvent.keyDown(document, { key: 'O', shiftKey: true });
    fireEvent.keyDown(document, { key: 'O', ctrlKey: true, shiftKey: true, altKey: true });
    expect(run).not.toHaveBeenCalled();
    expect(fireEvent.keyDown(document, { key: 'O', ctrlKey: true, shiftKey: true })).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('ignore a key that an open layer has handled or that an input method needs', () => {
    const run = jest.fn();
    const { getByRole } = render(<Listener name="stop" run={run} />);
    getByRole('button').addEventListener('keydown', (event) => event.preventDefault());
    fireEvent.keyDown(getByRole('button'), { key: 'Escape' });
    fireEvent.keyDown(document, { key: 'Escape', isComposing: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('do not consume the key when the handler declines it', () => {
    render(<Listener name="stop" run={() => false} />);
    expect(fireEvent.keyDown(document, { key: 'Escape' })).toBe(true);
  });

  it('handle keys that Shift changes, and swap left and right in right-to-left layouts', () => {
    const run = jest.fn();
    const view = render(<Listener name="copyCode" run={run} />);
    fireEvent.keyDown(document, { key: ':', ctrlKey: true, shiftKey: true });
    expect(run).toHaveBeenCalledTimes(1);
    view.rerender(<Listener name="previousVersion" run={run} />);
    fireEvent.keyDown(document, { key: 'ArrowLeft', altKey: true });
    expect(run).toHaveBeenCalledTimes(2);
    document.documentElement.dir = 'rtl';
    try {
      fireEvent.keyDown(document, { key: 'ArrowLeft', altKey: true });
      expect(run).toHaveBeenCalledTimes(2);
      fireEvent.keyDown(document, { key: 'ArrowRight', altKey: true });
      expect(run).toHaveBeenCalledTimes(3);
      expect(shortcutKeys('previousVersion')).toEqual(['Alt', '→']);
    } finally {
      document.documentElement.dir = '';
    }
  });

  it('are all different', () => {
    const keys = Object.values(SHORTCUTS).map((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
