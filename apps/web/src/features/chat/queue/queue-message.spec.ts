import { ApiError, setSession } from '@pocket-llm/api-client';
import { renderHook, waitFor } from '@testing-library/react';
import { withTexts } from '../../../../test/texts';
import { readDraft, writeDraft } from '../composer/drafts';
import { useImages } from '../composer/use-images';
import { runStore } from '../run/chat-runs';
import { queueMessage } from './queue-message';

let reply: () => Promise<unknown>;
const ids: string[] = [];

jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  chatSend: ({ body }: { body: { client_message_id: string } }) => {
    ids.push(body.client_message_id);
    return reply();
  },
}));

const ACCEPTED = { data: { queued_message_id: 'q', position: 1 } };
const refusal = () => Promise.reject(ApiError.fromProblem({ status: 422, detail: 'No.' }));
const sent = {
  threadId: 'a' as string | undefined,
  runKey: 'k',
  prompt: 'next',
  images: ['picture'],
  files: [],
  model: 'm',
};
const picturesOf = (threadId: string) => renderHook(() => useImages(threadId, threadId)).result.current.images;
const typed = (text: string) => ({ text, pasted: [] });

beforeAll(withTexts);
beforeEach(() => {
  localStorage.clear();
  setSession({ user: { id: 'ada' } } as never);
  ids.length = 0;
  window.history.replaceState(null, '', '/chat/a');
});

describe('a message for the end of the answer', () => {
  it('is given back to the message field of its chat when it is refused', async () => {
    reply = refusal;
    const add = jest.fn();
    await queueMessage(sent, add);
    expect(add.mock.calls).toEqual([['next', ['picture'], []]]);
  });

  it('is given back to the draft of its chat while another one is shown', async () => {
    reply = refusal;
    window.history.replaceState(null, '', '/chat/b');
    const add = jest.fn();
    writeDraft('a', typed('next'));
    await queueMessage(sent, add);
    expect(readDraft('a').text).toBe('next');
    writeDraft('a', typed('something else'));
    await queueMessage(sent, add);
    expect(readDraft('a').text).toBe('something else\nnext');
    expect(readDraft('b').text).toBe('');
    // Each time its pictures, too: they have left the message field.
    expect([picturesOf('a'), picturesOf('b')]).toEqual([['picture', 'picture'], []]);
    expect(add).not.toHaveBeenCalled();
  });

  it('leaves nothing on the device after signing out', async () => {
    reply = refusal;
    window.history.replaceState(null, '', '/');
    setSession(null);
    await queueMessage(sent, jest.fn());
    expect(localStorage).toHaveLength(0);
  });

  it.each(['network', 'timeout'] as const)('is sent again under the same id without a reply (%s)', async (kind) => {
    const replies = [() => Promise.reject(new ApiError({ kind })), () => Promise.resolve(ACCEPTED)];
    reply = () => replies.shift()!();
    const add = jest.fn();
    await queueMessage(sent, add);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(add).not.toHaveBeenCalled();
  });

  it('is not given back without a reply, but sent again under the same id once the network is back', async () => {
    let isBack = false;
    reply = () => (isBack ? Promise.resolve(ACCEPTED) : Promise.reject(new ApiError({ kind: 'network' })));
    const add = jest.fn();
    const done = queueMessage(sent, add);
    await waitFor(() => expect(ids).toHaveLength(2));
    isBack = true;
    await waitFor(() => {
      window.dispatchEvent(new Event('online'));
      expect(ids).toHaveLength(3);
    });
    await done;
    expect(new Set(ids).size).toBe(1);
    expect(add).not.toHaveBeenCalled();
  });

  it('is not sent on for the next person after signing out', async () => {
    reply = () => Promise.reject(new ApiError({ kind: 'network' }));
    const add = jest.fn();
    const done = queueMessage(sent, add);
    const next = queueMessage({ ...sent, prompt: 'after it' }, add);
    await waitFor(() => expect(ids).toHaveLength(2));
    setSession({ user: { id: 'bob' } } as never);
    await Promise.all([done, next]);
    expect(ids).toHaveLength(2);
    expect(add).not.toHaveBeenCalled();
    expect(localStorage).toHaveLength(0);
  });

  it('of a new chat is no draft of the next new chat', async () => {
    reply = () => Promise.resolve(ACCEPTED);
    const request = { kind: 'prompt', prompt: 'first', model: 'm', parentId: undefined } as const;
    runStore.open({ key: 'k', request, threadId: 'a', phase: 'streaming' });
    writeDraft(undefined, typed('next'));
    await queueMessage({ ...sent, threadId: undefined }, jest.fn());
    expect(readDraft(undefined).text).toBe('');
    runStore.close('k');
  });
});
