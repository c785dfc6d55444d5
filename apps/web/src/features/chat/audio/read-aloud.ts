import { create } from 'zustand';
import { chunksOf, languageOf, voiceFor } from './spoken-text';
import { readAloud } from './api';

/** The message that is being read aloud; one at a time. */
export const useReading = create<{ id: string | undefined }>(() => ({ id: undefined }));

let end: (() => void) | undefined;

/** Ends what is being read. */
export function stopReading(): void {
  end?.();
  end = undefined;
  useReading.setState({ id: undefined });
}

/**
 * Reads a text aloud and ends what was read before. Resolves when it is over or was ended.
 * @param byServer the portal's audio server speaks, else the browser
 * @throws when it cannot be read
 */
export async function startReading(id: string, text: string, byServer: boolean): Promise<void> {
  stopReading();
  const ending = new AbortController();
  end = () => ending.abort();
  useReading.setState({ id });
  try {
    await (byServer ? playFromServer(text, ending.signal) : speak(text, ending.signal));
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    if (!ending.signal.aborted) stopReading();
  }
}

/** Longest text that the server reads at once, in characters. */
const MAX_SERVER_CHARS = 20_000;

async function playFromServer(text: string, signal: AbortSignal): Promise<void> {
  // Not an <audio> element: the content policy lets nothing play that is no file of ours.
  const context = new AudioContext();
  // At the end of each reading, also of one that came to its end.
  signal.addEventListener('abort', () => void context.close(), { once: true });
  const pieces = chunksOf(text, MAX_SERVER_CHARS);
  const load = async (at: number) =>
    at < pieces.length ? context.decodeAudioData(await readAloud(pieces[at]!, signal)) : undefined;
  let next = load(0);
  for (let at = 1, sound = await next; sound; at += 1, sound = await next) {
    signal.throwIfAborted();
    // Made while this one is heard. When it fails, that is told after this one.
    next = load(at);
    next.catch(() => undefined);
    await play(context, sound, signal);
  }
}

function play(context: AudioContext, sound: AudioBuffer, signal: AbortSignal): Promise<void> {
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.start();
  return new Promise((resolve) => {
    source.onended = () => resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Sentence by sentence: browsers fall silent within long texts. With a voice of this device only. */
async function speak(text: string, signal: AbortSignal): Promise<void> {
  signal.addEventListener('abort', () => speechSynthesis.cancel());
  const lang = languageOf(text);
  const voice = voiceFor(speechSynthesis.getVoices(), lang);
  if (!voice) throw new Error('no voice');
  for (const chunk of chunksOf(text)) {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const utterance = new SpeechSynthesisUtterance(chunk);
      utterance.lang = lang;
      utterance.voice = voice;
      utterance.onend = () => resolve();
      utterance.onerror = () => reject(new Error('not spoken'));
      speechSynthesis.speak(utterance);
    });
  }
}

/** Whether the browser has a voice of its own. Some name theirs only after a moment, so this is asked early. */
export const hasVoice = (): boolean =>
  'speechSynthesis' in window && speechSynthesis.getVoices().some(({ localService }) => localService);
hasVoice();
