// The server's CPU time to relay one token from the backend to the browser.
import { ask, call } from './lib/http.mjs';
import { newDataDir, removeDataDir, signIn, startFake, startPortal } from './lib/portal.mjs';
import { cpuMicros } from './lib/proc.mjs';

const TOKENS = 100;
/** 20 tokens per second and stream: the pace of a small model on a good machine. */
const DELAY_MS = 50;
/** Parallel streams, and the number of such groups per sample: a sample needs enough tokens to exceed its noise. */
const LOADS = [
  { streams: 1, groups: 4 },
  { streams: 20, groups: 1 },
  { streams: 200, groups: 1 },
];
const TEXT = Array.from({ length: TOKENS }, (_, i) => ` ${100 + i}`).join('');

export async function relay({ runs, sample }) {
  const fake = await startFake({ delayMs: DELAY_MS, slots: 256 });
  const dir = await newDataDir();
  const portal = await startPortal(dir, {
    OLLAMA_HOST: fake.url,
    EMBEDDED_ENGINE: 'off',
    CACHE_TTL_SECONDS: '0',
    LLM_MAX_PARALLEL: '256',
    LLM_MAX_PARALLEL_PER_USER: '256',
  });
  await call(`${fake.url}/__fake/scenario`, { method: 'POST', body: { scenario: { text: TEXT } } });
  const token = await signIn(portal.url);
  const { body: models } = await call(`${portal.url}/api/models`, { token });
  const model = models.find(({ available, provider }) => available && provider === 'ollama').name;

  for (let run = -1; run < runs; run++) {
    // The loads take turns, so that other work on the machine affects all of them alike.
    for (const { streams, groups } of run % 2 ? LOADS : [...LOADS].reverse()) {
      const before = cpuMicros(portal.pid);
      let frames = 0;
      for (let group = 0; group < groups; group++) {
        const answers = await Promise.all(
          Array.from({ length: streams }, (_, i) =>
            ask(portal.url, token, { prompt: `Count. ${run} ${group} ${i}`, model }),
          ),
        );
        for (const answer of answers) {
          if (answer.text !== TEXT || answer.done.finish_reason !== 'stop')
            throw new Error(
              `an answer was not whole: ${answer.frames} frames, ${JSON.stringify(answer.text.slice(-40))}`,
            );
          frames += answer.frames;
        }
      }
      // The warm-up round compiles the hot path.
      if (run >= 0)
        sample(
          `relay-${streams}`,
          `CPU of the server per frame, ${streams} stream${streams > 1 ? 's' : ''} of ${TOKENS} tokens at 20/s`,
          'µs',
          (cpuMicros(portal.pid) - before) / frames,
        );
    }
  }
  await portal.stop();
  await fake.stop();
  await removeDataDir(dir);
}
