import { ApiError, type RunEvent, type RunStream } from '@pocket-llm/api-client';
import { waitFor } from '@testing-library/react';
import { setExtras } from '../extras';
import { forgetRuns, resend, runStore, send, stopAll } from './chat-runs';
import { type Run } from './run';
import { type RunRequest } from './run-request';

const stopped: string[] = [];
const asked: RunRequest[] = [];
let start: () => Promise<RunStream>;

jest.mock('./run-server', () => ({
  runServer: {
    start: ({ request }: Run) => {
      asked.push(request);
      return start();
    },
    resume: (runId: string) => Promise.resolve({ runId, events: (async function* () {})() }),
    stop: async (runId: string) => void stopped.push(runId),
  },
}));

const COMPARE = {
  type: 'compare',
  data: {
    run_id: 'r1',
    thread_id: 't',
    message_id: 'm1',
    user_message_id: 'u',
    siblings: [
      { run_id: 'r2', message_id: 'm2', model: 'b' },
      { run_id: 'r3', message_id: 'm3', model: 'c' },
    ],
  },
} as unknown as RunEvent;

async function* play(...events: RunEvent[]): AsyncGenerator<RunEvent, void, undefined> {
  yield* events;
}

const question = { kind: 'prompt', prompt: 'hi', model: 'a', parentId: undefined } as const;

beforeEach(() => {
  forgetRuns();
  stopped.length = asked.length = 0;
});

describe('a question to several models', () => {
  it('stops for all of them in a new chat, also before its thread is known', async () => {
    let reply!: (stream: RunStream) => void;
    start = () => new Promise((resolve) => (reply = resolve));
    const key = send({ ...question, compareWith: ['b', 'c'] }, undefined);
    await stopAll(key);
    reply({ runId: 'r1', events: play(COMPARE) });
    await waitFor(() => expect(new Set(stopped)).toEqual(new Set(['r1', 'r2', 'r3'])));
    expect(runStore.get('join:r2')).toMatchObject({ threadId: 't', phase: 'stopped' });
  });

  it('that was refused goes to those that are chosen when it is sent again, and to none twice', async () => {
    start = () => Promise.reject(ApiError.fromProblem({ status: 503, code: 'llm.unavailable' }));
    setExtras('t', ['b', 'c']);
    const key = send({ ...question, compareWith: ['b', 'c'] }, 't');
    const refused = () => waitFor(() => expect(runStore.get(key)?.phase).toBe('unsent'));
    await refused();
    resend(runStore.get(key)!, 'b');
    await refused();
    setExtras('t', []);
    resend(runStore.get(key)!);
    await refused();
    expect(asked.slice(1)).toMatchObject([
      { model: 'b', compareWith: ['c'] },
      { model: 'b', compareWith: [] },
    ]);
  });
});
