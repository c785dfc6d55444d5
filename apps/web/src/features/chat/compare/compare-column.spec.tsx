import { type Message } from '@pocket-llm/api-client';
import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen } from '@testing-library/react';
import { loadTexts, startI18n } from '@/lib/i18n';
import { queryClient } from '@/lib/query-client';
import { CompareColumn } from './compare-column';

const message = {
  id: 'm',
  thread_id: 't',
  parent_id: 'q',
  role: 'assistant',
  content: 'Paris is the capital.',
  model: 'b',
  status: 'complete',
} as Message;

beforeAll(async () => {
  await startI18n();
  await loadTexts('chat', 'compare', 'transcript');
});

it('an answer is chosen by a click on it, not by what else begins with a pointer', async () => {
  const onChoose = jest.fn();
  render(
    <QueryClientProvider client={queryClient}>
      <CompareColumn
        column={{ key: 'm', id: 'm', model: 'b', message, runKey: undefined } as never}
        name="B"
        chosen={false}
        framed
        onChoose={onChoose}
        onKeep={jest.fn()}
        onVersion={jest.fn()}
      />
    </QueryClientProvider>,
  );
  const text = await screen.findByText('Paris is the capital.');
  // A scroll by finger, and a right click.
  fireEvent.pointerDown(text, { pointerType: 'touch' });
  fireEvent.pointerDown(text, { button: 2 });
  fireEvent.contextMenu(text);
  fireEvent.click(screen.getByRole('button', { name: /^Keep only/ }));
  window.getSelection()!.selectAllChildren(text);
  fireEvent.click(text);
  expect(onChoose).not.toHaveBeenCalled();
  window.getSelection()!.removeAllRanges();
  fireEvent.click(text);
  expect(onChoose).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole('button', { name: 'B: continue from this answer' }));
  expect(onChoose).toHaveBeenCalledTimes(2);
});
