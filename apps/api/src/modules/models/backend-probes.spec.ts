import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { BackendProbes } from './backend-probes.js';
import type { BackendHost } from './backends/backend-host.js';

/** A host whose lists of models come when they are let out. */
function hostOf(id: string, provider = 'ollama') {
  const lists: ((models: BackendModel[]) => void)[] = [];
  const backend = {
    id,
    provider,
    label: id,
    models: () => new Promise<BackendModel[]>((resolve) => lists.push(resolve)),
  } as unknown as LlmBackend;
  return { host: { backend, state: 'on' } as BackendHost, lists };
}

const probes = () =>
  new BackendProbes(
    () => undefined,
    () => undefined,
  );
/** Lets everything happen that waits for nothing. */
const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('a list that never ends is given up, and the next round asks anew', async () => {
  const { host, lists } = hostOf('one');
  const asked = probes();
  const round = asked.round([host]);
  await jest.advanceTimersByTimeAsync(60_000);
  expect((await round)[0]).toMatchObject({ problem: { code: 'llm.unavailable' } });
  const next = asked.round([host]);
  await settle();
  lists[1]!([]);
  expect((await next)[0]!.problem).toBeUndefined();
});

it('a round that has its answer calls nobody late because another round asks again', async () => {
  const [one, other] = [hostOf('one'), hostOf('other')];
  const hosts = [one.host, other.host];
  const asked = probes();
  const first = asked.round(hosts);
  await settle();
  // Something has changed: both are asked again as soon as they have answered.
  const second = asked.round(hosts);
  for (const { lists } of [one, other]) lists[0]!([]);
  expect((await first).map(({ isLate }) => isLate)).toEqual([undefined, undefined]);
  await settle();
  for (const { lists } of [one, other]) lists[1]!([]);
  expect((await second).map(({ isLate, problem }) => [isLate, problem])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

it('the engine of this process is waited for: a new portal has nothing else to offer', async () => {
  const [engine, slow] = [hostOf('engine', 'embedded'), hostOf('slow')];
  const hosts = [engine.host, slow.host];
  const round = probes().round(hosts);
  await jest.advanceTimersByTimeAsync(5_000);
  engine.lists[0]!([]);
  expect((await round).map(({ isLate, problem }) => [isLate, problem?.code])).toEqual([
    [undefined, undefined],
    [true, 'llm.unavailable'],
  ]);
});

it('one that has not answered when its round ends is late until it does', async () => {
  const [quick, slow] = [hostOf('quick'), hostOf('slow')];
  const hosts = [quick.host, slow.host];
  const asked = probes();
  const round = asked.round(hosts);
  await settle();
  quick.lists[0]!([]);
  await jest.advanceTimersByTimeAsync(2_000);
  expect((await round).map(({ isLate }) => isLate)).toEqual([undefined, true]);
  slow.lists[0]!([]);
  await settle();
  expect(asked.states(hosts)[1]!.isLate).toBeUndefined();
});
