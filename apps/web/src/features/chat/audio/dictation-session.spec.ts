import { record } from './dictation-session';

const bodies: Blob[] = [];
jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  audioTranscriptions: ({ body }: { body: Blob }) => {
    bodies.push(body);
    return Promise.resolve({ data: { text: 'Bonjour' } });
  },
}));

const track = { stop: jest.fn() };
class Recorder {
  state = 'inactive';
  mimeType = 'audio/webm';
  onstop?: () => void;
  start() {
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    this.onstop?.();
  }
}
beforeEach(() => {
  track.stop.mockClear();
  const mediaDevices = { getUserMedia: () => Promise.resolve({ getTracks: () => [track] }) };
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
  Object.assign(globalThis, { MediaRecorder: Recorder });
});

const textOf = (blob: Blob) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsText(blob);
  });

it.each([
  ['there is no recorder for it', { MediaRecorder: () => undefined }],
  [
    'it does not start',
    {
      MediaRecorder: class extends Recorder {
        override start() {
          throw new DOMException('', 'NotSupportedError');
        }
      },
    },
  ],
])('the microphone is off again when %s', async (_, broken) => {
  Object.assign(globalThis, broken);
  await expect(record()).rejects.toMatchObject({ why: 'dictateFailed' });
  expect(track.stop).toHaveBeenCalledTimes(1);
});

it('a recording is sent without the language of the pages, and the microphone is off after it', async () => {
  const session = await record();
  expect(track.stop).not.toHaveBeenCalled();
  session.stop();
  const onText = jest.fn();
  await session.over(onText, jest.fn());
  expect(onText.mock.calls).toEqual([['Bonjour']]);
  const form = await textOf(bodies[0]!);
  expect(form).toContain('name="file"; filename="dictation.webm"');
  expect(form).not.toContain('language');
  expect(track.stop).toHaveBeenCalledTimes(1);
});
