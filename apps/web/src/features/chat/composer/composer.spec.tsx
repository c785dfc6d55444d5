import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withTexts } from '../../../../test/texts';
import { Composer } from './composer';
import { readDraft } from './drafts';

beforeAll(withTexts);
beforeEach(() => localStorage.clear());

const field = () => screen.getByRole('textbox', { name: 'Message' }) as HTMLTextAreaElement;

function setup(props: Partial<Parameters<typeof Composer>[0]> = {}) {
  const onSend = jest.fn();
  const onStop = jest.fn();
  const view = render(<Composer threadId={undefined} running={false} onSend={onSend} onStop={onStop} {...props} />);
  return { onSend, onStop, ...view };
}

describe('the composer', () => {
  it('sends on Enter and is empty afterwards', async () => {
    const { onSend } = setup();
    await userEvent.type(field(), 'Hello{Shift>}{Enter}{/Shift}there{Enter}');
    expect(onSend).toHaveBeenCalledWith('Hello\nthere');
    expect(field().value).toBe('');
  });

  it('does not send in the middle of a word that is being composed, in either order of events', () => {
    const { onSend } = setup();
    fireEvent.change(field(), { target: { value: 'にほん' } });
    // Chrome, Firefox: press, then end.
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229, isComposing: true });
    fireEvent.compositionEnd(field());
    // Safari: end, then press.
    fireEvent.compositionEnd(field());
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229, isComposing: false });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 13 });
    expect(onSend).toHaveBeenCalledWith('にほん');
  });

  it('cannot send nothing', async () => {
    const { onSend } = setup();
    await userEvent.type(field(), '   {Enter}');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  it('turns the same button into Stop, and says why Enter does nothing meanwhile', async () => {
    const { onSend, onStop } = setup({ running: true });
    await userEvent.type(field(), 'next{Enter}');
    expect(onSend).not.toHaveBeenCalled();
    expect(field().value).toBe('next');
    expect(screen.getByRole('status').textContent).toMatch(/still being written/);
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledTimes(1);
  });

  it('keeps a draft per thread and brings it back', () => {
    jest.useFakeTimers();
    try {
      const { rerender } = setup({ threadId: 'a' });
      const show = (threadId: string) => rerender(<Composer threadId={threadId} running={false} onSend={jest.fn()} onStop={jest.fn()} />);
      fireEvent.change(field(), { target: { value: 'for a' } });
      act(() => void jest.advanceTimersByTime(300));
      expect(readDraft('a')).toBe('for a');
      fireEvent.change(field(), { target: { value: 'for a, longer' } });
      show('b');
      expect(field().value).toBe('');
      show('a');
      expect(field().value).toBe('for a, longer');
    } finally {
      jest.useRealTimers();
    }
  });

  it('keeps the draft until the server has the message', async () => {
    setup({ threadId: 'a' });
    await userEvent.type(field(), 'precious{Enter}');
    expect(field().value).toBe('');
    expect(readDraft('a')).toBe('precious');
  });
});
