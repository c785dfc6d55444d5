import { type Message, type Model } from '@pocket-llm/api-client';
import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withTexts } from '../../../../test/texts';
import { Composer } from './composer';
import { clearDraft, readDraft } from './drafts';

beforeAll(withTexts);
beforeEach(() => localStorage.clear());

const field = () => screen.getByRole('textbox', { name: 'Message' }) as HTMLTextAreaElement;

function setup(props: Partial<Parameters<typeof Composer>[0]> = {}) {
  const onSend = jest.fn();
  const onStop = jest.fn();
  const view = render(
    <Composer threadId={undefined} conversation="new" running={false} onSend={onSend} onStop={onStop} {...props} />,
  );
  return { onSend, onStop, ...view };
}

describe('the composer', () => {
  it('sends on Enter and is empty afterwards', async () => {
    const { onSend } = setup();
    await userEvent.type(field(), 'Hello{Shift>}{Enter}{/Shift}there{Enter}');
    expect(onSend).toHaveBeenCalledWith('Hello\nthere', [], []);
    expect(field().value).toBe('');
  });

  it('does not send while an input method composes, in either order of events', () => {
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
    expect(onSend).toHaveBeenCalledWith('にほん', [], []);
  });

  it('does not send an empty text', async () => {
    const { onSend } = setup();
    await userEvent.type(field(), '   {Enter}');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  it('turns the same button into Stop, and says that what is sent meanwhile is asked next', async () => {
    const { onSend, onStop } = setup({ running: true });
    expect(screen.queryByRole('button', { name: 'Ask next' })).toBeNull();
    await userEvent.type(field(), 'next');
    expect(field().getAttribute('aria-describedby')).toBe('composer-note');
    expect(document.getElementById('composer-note')!.textContent).toMatch(/asked when this answer ends/);
    await userEvent.click(screen.getByRole('button', { name: 'Ask next' }));
    expect(onSend).toHaveBeenCalledWith('next', [], []);
    expect(field().value).toBe('');
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledTimes(1);
  });

  it('keeps a draft per thread and restores it', () => {
    jest.useFakeTimers();
    try {
      const { rerender } = setup({ threadId: 'a', conversation: 'a' });
      const show = (threadId: string) =>
        rerender(
          <Composer
            threadId={threadId}
            conversation={threadId}
            running={false}
            onSend={jest.fn()}
            onStop={jest.fn()}
          />,
        );
      fireEvent.change(field(), { target: { value: 'for a' } });
      act(() => void jest.advanceTimersByTime(300));
      expect(readDraft('a').text).toBe('for a');
      fireEvent.change(field(), { target: { value: 'for a, longer' } });
      show('b');
      expect(field().value).toBe('');
      show('a');
      expect(field().value).toBe('for a, longer');
    } finally {
      jest.useRealTimers();
    }
  });

  it('keeps the text of a new chat when the chat gets its address', async () => {
    const { rerender } = setup();
    const show = (threadId: string | undefined, conversation: string) =>
      rerender(
        <Composer
          threadId={threadId}
          conversation={conversation}
          running={false}
          onSend={jest.fn()}
          onStop={jest.fn()}
        />,
      );
    await userEvent.type(field(), 'first{Enter}the next thought');
    clearDraft(undefined, 'first');
    show('created', 'new');
    expect(field().value).toBe('the next thought');
    expect(readDraft('created').text).toBe('the next thought');
    show(undefined, 'new');
    expect(field().value).toBe('');
    await userEvent.type(field(), 'stays here');
    show('b', 'b');
    expect(field().value).toBe('');
    show(undefined, 'new');
    expect(field().value).toBe('stays here');
  });

  it('keeps the draft until the server has the message', async () => {
    setup({ threadId: 'a' });
    await userEvent.type(field(), 'precious{Enter}');
    expect(field().value).toBe('');
    expect(readDraft('a').text).toBe('precious');
  });

  const paste = (text: string) => fireEvent.paste(field(), { clipboardData: { files: [], getData: () => text } });

  it('turns a long paste into a chip that can be opened, edited and removed, and sends it after the text', async () => {
    const { onSend } = setup({ threadId: 'a' });
    const long = 'x'.repeat(4001);
    paste('short');
    expect(screen.queryByRole('list', { name: 'Pasted texts' })).toBeNull();
    paste(long);
    paste('y'.repeat(5000));
    await userEvent.click(await screen.findByRole('button', { name: 'Pasted text · 5,000 characters' }));
    fireEvent.change(screen.getByRole('textbox', { name: 'Pasted text' }), { target: { value: 'changed' } });
    await userEvent.type(field(), 'What is this?');
    await userEvent.click(screen.getAllByRole('button', { name: 'Remove pasted text' })[0]!);
    await userEvent.type(field(), '{Enter}');
    expect(onSend).toHaveBeenCalledWith('What is this?\n\nchanged', [], []);
    expect(screen.queryByRole('list', { name: 'Pasted texts' })).toBeNull();
    // Kept until the server has it, then deleted.
    expect(readDraft('a').pasted).toEqual(['changed']);
    clearDraft('a', 'What is this?\n\nchanged');
    expect(readDraft('a')).toEqual({ text: '', pasted: [] });
  });

  it('opens the last question on ArrowUp, but only while the field is empty', async () => {
    const onEditLast = jest.fn(() => true);
    setup({ onEditLast });
    await userEvent.type(field(), '{ArrowUp}');
    expect(onEditLast).toHaveBeenCalledTimes(1);
    await userEvent.type(field(), 'text{ArrowUp}');
    expect(onEditLast).toHaveBeenCalledTimes(1);
  });

  it('says at once when the model cannot read images', async () => {
    setup({
      model: {
        name: 'blind',
        display_name: 'Blind 2B',
        capabilities: ['completion'],
        available: true,
      } as unknown as Model,
    });
    const file = new File(['x'], 'cat.png', { type: 'image/png' });
    fireEvent.paste(field(), { clipboardData: { files: [file], getData: () => '' } });
    expect(await screen.findByText('Blind 2B cannot see images. Choose a model that can.')).toBeTruthy();
  });

  it('warns before the oldest messages drop out of the context', async () => {
    const onNewChat = jest.fn();
    const model = {
      name: 'm',
      available: true,
      capabilities: [],
      context_window: 100,
      chars_per_token: 4,
    } as unknown as Model;
    const messages = [
      { role: 'user', content: 'x'.repeat(200) },
      { role: 'assistant', content: 'x'.repeat(40) },
    ] as Message[];
    setup({ model, messages, onNewChat });
    fireEvent.change(field(), { target: { value: 'x'.repeat(40) } });
    expect(await screen.findByText(/With this message the oldest one no longer fits \(100 tokens\)/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Start a new chat' }));
    expect(onNewChat).toHaveBeenCalled();
  });
});
