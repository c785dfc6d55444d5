import { audioTranscriptions } from '@pocket-llm/api-client';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withTexts } from '../../../../test/texts';
import { ComposerExtras } from './composer-extras';

jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  audioGet: jest.fn(() => Promise.resolve({ data: { available: true } })),
  audioTranscriptions: jest.fn(),
}));
const sent = jest.mocked(audioTranscriptions);

/** A microphone whose permission the test gives. */
let allow: () => void;
const track = { stop: jest.fn() };
class Recorder {
  state = 'inactive';
  mimeType = 'audio/webm';
  ondataavailable?: (event: { data: Blob }) => void;
  onstop?: () => void;
  start() {
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    this.ondataavailable?.({ data: new Blob(['sound']) });
    this.onstop?.();
  }
}

const onText = jest.fn();
const extras = (conversation: string) => (
  <ComposerExtras conversation={conversation} model={undefined} onText={onText} onFiles={jest.fn()} />
);
const button = (name: string) => screen.findByRole('button', { name });
const press = async (name: string) => userEvent.click(await button(name));
const permit = () => act(async () => allow());

/** Begins a dictation, up to the browser's question for the microphone. */
async function begin() {
  const asked = new Promise<void>((resolve) =>
    Object.assign(navigator, {
      mediaDevices: {
        getUserMedia: () =>
          new Promise((give) => {
            allow = () => give({ getTracks: () => [track] });
            resolve();
          }),
      },
    }),
  );
  const view = render(extras('a'));
  await press('Dictate');
  await asked;
  return view;
}

beforeAll(async () => {
  await withTexts();
  Object.assign(window, { MediaRecorder: Recorder });
  Object.assign(globalThis.crypto, { randomUUID: () => 'x' });
});
beforeEach(() => {
  jest.clearAllMocks();
  sent.mockResolvedValue({ data: { text: 'capital of France' } } as never);
});

describe('a dictation', () => {
  it('is written down without a time limit', async () => {
    await begin();
    await permit();
    await press('Stop dictating');
    await button('Dictate');
    expect(onText.mock.calls).toEqual([['capital of France']]);
    expect(sent.mock.calls[0]![0]).toMatchObject({ timeout: 0 });
    expect(track.stop).toHaveBeenCalled();
  });

  it('does not begin when the microphone is allowed after the person has left', async () => {
    const { unmount } = await begin();
    unmount();
    await permit();
    await waitFor(() => expect(track.stop).toHaveBeenCalled());
    expect(sent).not.toHaveBeenCalled();
  });

  it('is stopped while the browser asks for the microphone', async () => {
    await begin();
    await press('Stop dictating');
    await button('Dictate');
    await permit();
    await waitFor(() => expect(track.stop).toHaveBeenCalled());
    expect(sent).not.toHaveBeenCalled();
  });

  it('ends with its conversation, and is not sent', async () => {
    const { rerender } = await begin();
    await permit();
    rerender(extras('b'));
    await button('Dictate');
    expect(track.stop).toHaveBeenCalled();
    expect(sent).not.toHaveBeenCalled();
  });

  it('gives no words to a chat that was opened while they were written down', async () => {
    let answer!: (reply: unknown) => void;
    sent.mockReturnValue(new Promise((resolve) => (answer = resolve)) as never);
    const { rerender } = await begin();
    await permit();
    await press('Stop dictating');
    await waitFor(() => expect(sent).toHaveBeenCalled());
    rerender(extras('b'));
    expect(sent.mock.calls[0]![0].signal!.aborted).toBe(true);
    await act(async () => answer({ data: { text: 'capital of France' } }));
    expect(onText).not.toHaveBeenCalled();
  });

  it('that could not be written down is kept for another try', async () => {
    sent.mockRejectedValueOnce(new Error('away'));
    await begin();
    await permit();
    await press('Stop dictating');
    await press('Try again');
    await button('Dictate');
    expect(onText.mock.calls).toEqual([['capital of France']]);
    expect(sent).toHaveBeenCalledTimes(2);
  });
});
