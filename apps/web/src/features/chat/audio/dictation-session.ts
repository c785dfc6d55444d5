import { locale } from '@/lib/i18n';
import { writeDown } from './api';

/** A dictation that listens. */
export interface Session {
  stop: () => void;
  /** Ends it at once, without its words. */
  cancel: () => void;
  /**
   * Resolves when it is over and all its words were given. A recording that could not be written down is sent again by
   * another call.
   * @param onWriting called when nothing more is heard and the words are still to come
   * @throws DictationFailed
   */
  over: (onText: (text: string) => void, onWriting: () => void) => Promise<void>;
}

export type Failure = 'denied' | 'noMicrophone' | 'nothingHeard' | 'dictateFailed';

export class DictationFailed extends Error {
  constructor(readonly why: Failure) {
    super(why);
  }
}

/** Longest recording; the server takes 25 MiB, which is hours of speech. */
const MAX_RECORDING_MS = 300_000;

/** Records, for the portal's audio server. @throws DictationFailed */
export async function record(): Promise<Session> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: DOMException) => {
    throw new DictationFailed(error.name === 'NotFoundError' ? 'noMicrophone' : 'denied');
  });
  const release = () => stream.getTracks().forEach((track) => track.stop());
  try {
    return recordingOf(stream, release);
  } catch {
    // Nothing records, so nothing may go on listening.
    release();
    throw new DictationFailed('dictateFailed');
  }
}

/** @param release ends the use of the microphone */
function recordingOf(stream: MediaStream, release: () => void): Session {
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const ended = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  recorder.start();
  const stop = () => recorder.state !== 'inactive' && recorder.stop();
  const timer = setTimeout(stop, MAX_RECORDING_MS);
  const silence = () => {
    clearTimeout(timer);
    release();
  };
  const cancelled = new AbortController();
  return {
    stop,
    cancel() {
      cancelled.abort();
      stop();
      silence();
    },
    async over(onText, onWriting) {
      await ended;
      silence();
      cancelled.signal.throwIfAborted();
      onWriting();
      const recording = new Blob(pieces, { type: recorder.mimeType });
      const text = await writeDown(recording, cancelled.signal);
      if (text.trim() === '') throw new DictationFailed('nothingHeard');
      onText(text);
    },
  };
}

/** The parts of the browser's own recognition that are used; not in the types of the DOM. */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  start(): void;
  stop(): void;
  abort(): void;
  onresult: (event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void;
  onerror: (event: { error: string }) => void;
  onend: () => void;
}

const FAILURES: Record<string, Failure> = {
  'not-allowed': 'denied',
  'service-not-allowed': 'denied',
  'audio-capture': 'noMicrophone',
  'no-speech': 'nothingHeard',
};

/** Listens with the browser's own recognition. */
export async function listen(): Promise<Session> {
  const scope = window as unknown as Record<'SpeechRecognition' | 'webkitSpeechRecognition', new () => Recognition>;
  const recognition = new (scope.SpeechRecognition ?? scope.webkitSpeechRecognition)();
  recognition.lang = locale();
  recognition.continuous = true;
  return {
    stop: () => recognition.stop(),
    cancel: () => recognition.abort(),
    over: (onText) =>
      new Promise((resolve, reject) => {
        recognition.onresult = ({ resultIndex, results }) => {
          for (let at = resultIndex; at < results.length; at += 1) onText(results[at]![0]!.transcript);
        };
        recognition.onerror = ({ error }) =>
          error === 'aborted' ? resolve() : reject(new DictationFailed(FAILURES[error] ?? 'dictateFailed'));
        recognition.onend = () => resolve();
        recognition.start();
      }),
  };
}
