import type { Exchange } from './exchange.js';
import { Refused, type OllamaBody } from './ollama-validation.js';
import type { FakeState } from './state.js';
import { pause } from './waiting.js';

/** What every recording says. */
export const TRANSCRIPT = 'What is the capital of France?';

const RATE = 8_000;

/** A sound file with a second of silence. */
function silence(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + RATE * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(RATE * 2, 40);
  return Buffer.concat([head, Buffer.alloc(RATE * 2)]);
}

/** `POST /v1/audio/speech`: silence, in pieces; without an end when the scenario has none. */
export async function speech(state: FakeState, exchange: Exchange, body: OllamaBody): Promise<void> {
  const { refusal, endless } = state.scenario;
  if (refusal) throw new Refused(refusal.status, JSON.stringify(refusal.body));
  if (typeof body.input !== 'string' || body.input === '') throw new Refused(400, 'input is empty');
  exchange.begin(200, 'audio/wav');
  const sound = silence();
  for (let at = 0; at < sound.length; at += 4_096) await exchange.write(sound.subarray(at, at + 4_096));
  while (endless) {
    await exchange.write(Buffer.alloc(4_096));
    await pause(5, exchange.signal);
  }
  exchange.end();
}

/** `POST /v1/audio/transcriptions` and `/translations`: always the same words. */
export function transcriptions(state: FakeState, exchange: Exchange): void {
  const { rawBody } = exchange.request;
  const { refusal } = state.scenario;
  if (refusal) throw new Refused(refusal.status, JSON.stringify(refusal.body));
  if (!/name="file"; filename="/.test(rawBody)) throw new Refused(400, 'file is missing');
  if (/name="response_format"\r\n\r\ntext\r\n/.test(rawBody)) return exchange.send(200, 'text/plain', TRANSCRIPT);
  exchange.json(200, { text: TRANSCRIPT }, 'application/json');
}
