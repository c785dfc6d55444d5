import { type QueuedMessage, setSession } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen } from '@testing-library/react';
import { withTexts } from '../../../../test/texts';
import { readDraft } from '../composer/drafts';
import { NextMessages } from './next-messages';

const message = { id: 'q', thread_id: 'a', prompt: 'old', position: 1, model: null } as QueuedMessage;

function setup() {
  const onGiveBack = jest.fn();
  const view = render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <NextMessages threadId="a" queued={[message]} running onGiveBack={onGiveBack} />
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Edit “old”' }));
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'new' } });
  return { onGiveBack, ...view };
}

describe('an edit of a waiting message', () => {
  beforeAll(withTexts);
  beforeEach(() => {
    localStorage.clear();
    setSession({ user: { id: 'ada' } } as never);
    window.history.replaceState(null, '', '/chat/a');
  });

  it('goes to the message field when the message is asked', () => {
    const { onGiveBack, unmount } = setup();
    unmount();
    expect(onGiveBack).toHaveBeenCalledWith('new');
  });

  it('goes to the draft of its chat when another chat is opened', () => {
    const { onGiveBack, unmount } = setup();
    window.history.replaceState(null, '', '/chat/b');
    unmount();
    expect(readDraft('a').text).toBe('new');
    expect(onGiveBack).not.toHaveBeenCalled();
  });
});
