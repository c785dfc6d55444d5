import { type Message } from '@pocket-llm/api-client';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { runStore } from '../run/chat-runs';
import { isMessageOf, isOver, type Run } from '../run/run';

/** One of several answers side by side. */
export interface Column {
  key: string;
  /** The stored answer, once the thread has it. */
  message: Message | undefined;
  /** The run that writes it, or another answer in its place. */
  runKey: string | undefined;
  /** Name of its model. */
  model: string;
}

type Runs = Readonly<Record<string, Run>>;

const writes = ({ request, ...run }: Run, message: Message): boolean =>
  isMessageOf(run, message) || (request.kind === 'regenerate' && request.messageId === message.id);

/** The run that shows in place of a stored answer: the one in flight, else the one that ended last. */
function runOf(runs: Runs, message: Message): Run | undefined {
  const own = Object.values(runs).filter((run) => writes(run, message));
  return own.find(({ phase }) => !isOver(phase)) ?? own.at(-1);
}

/** The runs of a question that the thread does not have yet: that of the first model, and those beside it. */
const runsBeside = (runs: Runs, leader: string | undefined): (Run | undefined)[] =>
  leader === undefined ? [] : [runs[leader], ...Object.values(runs).filter((run) => run.leader === leader)];

const modelsOf = (run: Run | undefined): string[] =>
  run?.request.kind === 'prompt' ? [run.model ?? run.request.model ?? '', ...(run.request.compareWith ?? [])] : [];

/**
 * The answers side by side, in the order of their places.
 * @param stored those that the thread has
 * @param leader the key of the run that was sent
 */
export function useColumns(stored: readonly Message[], leader: string | undefined): Column[] {
  const runKeys = useStore(
    runStore,
    useShallow(({ runs }) =>
      (stored.length > 0 ? stored.map((message) => runOf(runs, message)) : runsBeside(runs, leader)).map(
        (run) => run?.key,
      ),
    ),
  );
  const { runs } = runStore.getState();
  if (stored.length === 0) {
    const names = modelsOf(leader === undefined ? undefined : runs[leader]);
    return names.map((model, place) => ({ key: `${place}`, message: undefined, runKey: runKeys[place], model }));
  }
  return stored.map((message, place) => {
    const run = runKeys[place] === undefined ? undefined : runs[runKeys[place]];
    const isAnother = run !== undefined && !isMessageOf(run, message);
    const model = (isAnother && 'model' in run.request ? run.request.model : undefined) ?? message.model ?? '';
    return { key: `${message.compare_place}`, message: isAnother ? undefined : message, runKey: run?.key, model };
  });
}
