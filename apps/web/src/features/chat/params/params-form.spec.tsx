import { type Model } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render } from '@testing-library/react';
import { type ReactElement } from 'react';
import { loadTexts, startI18n } from '@/lib/i18n';
import { NumberOptionField } from './number-option';
import { StopList } from './stop-list';
import { SystemField } from './system-field';
import { isChanged, isSame } from './use-params';
import { withContext } from './use-estimate';

const show = (element: ReactElement) =>
  render(<QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>);

describe('the settings of a chat', () => {
  beforeAll(async () => {
    await startI18n();
    await loadTexts('chat', 'chat-late');
  });

  it('save a number when the field loses focus, and nothing when it is invalid', () => {
    const onChange = jest.fn();
    const { getByLabelText, getByText } = show(
      <NumberOptionField option="temperature" value={undefined} contextLength={8192} onChange={onChange} />,
    );
    const field = getByLabelText('Temperature');
    fireEvent.change(field, { target: { value: '9' } });
    fireEvent.blur(field);
    expect(onChange).not.toHaveBeenCalled();
    expect(getByText('Between 0 and 2. Not used.')).toBeTruthy();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field, { target: { value: '0.5' } });
    fireEvent.blur(field);
    expect(onChange).toHaveBeenCalledWith(0.5);
  });

  it('reset to the default with one click', () => {
    const onChange = jest.fn();
    const { getByRole } = show(
      <NumberOptionField option="top_k" value={40} contextLength={null} onChange={onChange} />,
    );
    fireEvent.click(getByRole('button', { name: 'Reset Top K' }));
    expect(onChange).toHaveBeenCalledWith(undefined);
  });

  it('add a stop sequence with its line break, once', () => {
    const onChange = jest.fn();
    const { getByRole, getByText } = show(<StopList stops={['END']} onChange={onChange} />);
    const field = getByRole('textbox');
    fireEvent.change(field, { target: { value: 'END' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(getByText('This is already in the list.')).toBeTruthy();
    fireEvent.change(field, { target: { value: '\\nUser:' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(onChange.mock.calls).toEqual([[['END', '\nUser:']]]);
  });

  it('save the system prompt after a pause, on blur, and when the panel closes', () => {
    jest.useFakeTimers();
    const onChange = jest.fn();
    const { getByLabelText, rerender, unmount } = render(
      <SystemField value={null} charsPerToken={4} onChange={onChange} />,
    );
    const field = getByLabelText('System prompt');
    const saved = (value: string) => rerender(<SystemField value={value} charsPerToken={4} onChange={onChange} />);
    fireEvent.change(field, { target: { value: 'One' } });
    act(() => void jest.advanceTimersByTime(1000));
    saved('One');
    fireEvent.change(field, { target: { value: 'Two' } });
    fireEvent.blur(field);
    saved('Two');
    fireEvent.change(field, { target: { value: '   ' } });
    unmount();
    expect(onChange.mock.calls).toEqual([['One'], ['Two'], [null]]);
    jest.useRealTimers();
  });

  it('never save a system prompt that nobody typed here', () => {
    jest.useFakeTimers();
    const onChange = jest.fn();
    const { rerender, getByLabelText, unmount } = render(
      <SystemField value={null} charsPerToken={4} onChange={onChange} />,
    );
    rerender(<SystemField value="From elsewhere" charsPerToken={4} onChange={onChange} />);
    act(() => void jest.advanceTimersByTime(1000));
    expect(getByLabelText('System prompt')).toHaveProperty('value', 'From elsewhere');
    fireEvent.blur(getByLabelText('System prompt'));
    unmount();
    expect(onChange).not.toHaveBeenCalled();
    jest.useRealTimers();
  });

  it('do not overwrite the text of a person who is typing', () => {
    const onChange = jest.fn();
    const { rerender, getByLabelText } = render(<SystemField value={null} charsPerToken={4} onChange={onChange} />);
    const field = getByLabelText('System prompt');
    field.focus();
    fireEvent.change(field, { target: { value: 'My words' } });
    rerender(<SystemField value="Old" charsPerToken={4} onChange={onChange} />);
    expect(field).toHaveProperty('value', 'My words');
    fireEvent.blur(field);
    expect(onChange).toHaveBeenLastCalledWith('My words');
  });

  it('differ from the default only where something is set', () => {
    expect([
      isChanged({ system: '', options: { stop: [] } }),
      isChanged({ system: null, options: { seed: 0 } }),
    ]).toEqual([false, true]);
    expect(
      isSame({ system: null, options: { seed: 1, top_k: 2 } }, { system: '', options: { top_k: 2, seed: 1 } }),
    ).toBe(true);
  });

  it('change the context length', () => {
    const model = { context_window: 4096 } as Model;
    expect(withContext(model, { system: null, options: { num_ctx: 512 } }).context_window).toBe(512);
    expect(withContext(model, { system: null, options: null })).toBe(model);
  });
});
