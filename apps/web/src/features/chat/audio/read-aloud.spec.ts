import { startReading } from './read-aloud';

const asked: string[] = [];
jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  audioSpeech: ({ body }: { body: { text: string } }) => {
    asked.push(body.text);
    if (body.text.includes('unreadable')) return Promise.reject(new Error('no'));
    return Promise.resolve({ data: { arrayBuffer: () => Promise.resolve(body.text) } });
  },
}));

const heard: string[] = [];
class AudioContext {
  destination = {};
  decodeAudioData = (sound: string) => Promise.resolve(sound);
  close = () => Promise.resolve();
  createBufferSource() {
    return {
      buffer: '',
      onended: () => undefined,
      connect: () => undefined,
      start() {
        heard.push(this.buffer);
        queueMicrotask(() => this.onended());
      },
    };
  }
}

beforeEach(() => {
  asked.length = heard.length = 0;
  Object.assign(globalThis, { AudioContext });
});

const LONG = Array.from({ length: 3_000 }, (_, at) => `Sentence ${at}.`).join(' ');

it('the audio server reads the whole of a long answer, in pieces that it takes', async () => {
  expect(LONG.length).toBeGreaterThan(40_000);
  await startReading('a', LONG, true);
  expect(heard.join(' ')).toBe(LONG);
  expect(Math.max(...heard.map(({ length }) => length))).toBeLessThanOrEqual(20_000);
  expect(asked).toEqual(heard);
});

it('an answer of which a later piece cannot be read is said to be not read', async () => {
  await expect(startReading('a', `${LONG} unreadable`, true)).rejects.toThrow('no');
  expect(LONG.startsWith(heard.join(' '))).toBe(true);
  expect(heard.length).toBe(asked.length - 1);
});
