import { type Message } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render } from '@testing-library/react';
import { memo, type ReactNode } from 'react';
import { withTexts } from '../../../../test/texts';
import { discard, runStore } from '../run/chat-runs';
import { Transcript } from './transcript';
import { composeTurns } from './turns';
import { type Autoscroll } from './use-autoscroll';

jest.mock('@tanstack/react-router', () => ({ useNavigate: () => () => undefined }));
const rendered: string[] = [];
jest.mock('@/components/markdown/markdown', () => ({
  // As it is: rendered again only with another text.
  Markdown: memo(function Markdown({ text }: { text: string }) {
    rendered.push(text);
    return <p className="prose">{text}</p>;
  }),
}));

beforeAll(withTexts);

const message = (id: string, parent: string | null, role: 'user' | 'assistant'): Message =>
  ({
    id,
    parent_id: parent,
    thread_id: 't',
    role,
    content: id,
    thinking: null,
    images: null,
    model: 'm',
    status: 'complete',
    finish_reason: 'stop',
    run_id: null,
    usage: null,
    timings: null,
    error: null,
    cached: false,
    cached_from: null,
    created_at: id,
    feedback: null,
    edited_at: null,
    context: null,
  }) as Message;

const path = [message('q1', null, 'user'), message('a1', 'q1', 'assistant')];
const scroll = {
  scroller: () => undefined,
  content: () => undefined,
  box: { current: null },
  below: false,
  toEnd: () => undefined,
  onSend: () => undefined,
  release: () => undefined,
} as Autoscroll;
const nothing = () => undefined;
const older = { count: 0, loading: false, error: null, load: nothing };
const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);

describe('the transcript', () => {
  it('renders nothing but the answer in flight when a token arrives', () => {
    runStore.open({
      key: 'k',
      request: { kind: 'prompt', prompt: 'new', model: undefined, parentId: 'a1' },
      threadId: 't',
    });
    const turns = composeTurns(path, runStore.get('k'));
    const view = render(
      <Transcript
        Comparison={() => null}
        conversation="t"
        turns={turns}
        start={0}
        older={older}
        versions={new Map()}
        running
        scroll={scroll}
        target={undefined}
        onPrefill={nothing}
        onVersion={nothing}
      />,
      { wrapper },
    );
    rendered.length = 0;
    for (const text of ['one ', 'two ', 'three']) {
      act(() => {
        runStore.dispatch('k', { type: 'event', event: { type: 'delta', id: undefined, data: { text } }, at: 1 });
        runStore.flush();
      });
    }
    expect(rendered).toEqual(['one ', 'one two ', 'one two three']);
    view.unmount();
    discard('k');
  });

  it('is a silent log of articles with headings, and disables changes while an answer is written', () => {
    const view = render(
      <Transcript
        Comparison={() => null}
        conversation="t"
        turns={composeTurns(path, undefined)}
        start={0}
        older={older}
        versions={new Map([['a1', { ids: ['a0', 'a1'], index: 1 }]])}
        running
        scroll={scroll}
        target={undefined}
        onPrefill={nothing}
        onVersion={nothing}
      />,
      { wrapper },
    );
    const log = view.getByRole('log', { name: 'Conversation' });
    expect(log.getAttribute('aria-live')).toBe('off');
    expect(view.getAllByRole('heading').map(({ textContent }) => textContent)).toEqual(['You', 'Assistant, m']);
    expect(view.queryByRole('button', { name: 'Edit question' })).toBeNull();
    expect(view.queryByRole('button', { name: 'Regenerate' })).toBeNull();
    for (const button of view.getAllByRole('button', { name: 'Wait until the answer is written.' }))
      expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});
