import { create } from 'zustand';
import { onForget } from '@/lib/session';

/** Most models that answer one question side by side. */
export const MOST_COMPARED = 3;

const NONE: readonly string[] = [];

/**
 * The further models that a thread's questions go to, by thread; those of a new chat under the empty name. They stay
 * until they are removed, the person signs out or the page closes.
 */
const useExtraStore = create<Readonly<Record<string, readonly string[]>>>(() => ({}));
onForget(() => useExtraStore.setState({}, true));

/** Those of a question to this model: it is not asked twice, and only so many are asked. */
const beside = (names: readonly string[] = NONE, model: string | undefined): readonly string[] =>
  names.filter((name) => name !== model).slice(0, MOST_COMPARED - 1);

/** The names of the further models of a thread's next question to this model. */
export const useExtras = (threadId: string | undefined, model: string | undefined): readonly string[] =>
  beside(
    useExtraStore((extras) => extras[threadId ?? '']),
    model,
  );

/** Sets the further models of a thread's questions. */
export const setExtras = (threadId: string | undefined, names: readonly string[]): void =>
  useExtraStore.setState({ [threadId ?? '']: names });

/** The same at this moment. */
export const extrasOf = (threadId: string | undefined, model: string | undefined): readonly string[] =>
  beside(useExtraStore.getState()[threadId ?? ''], model);

/** A new chat has become a thread, which keeps its models; the next new chat has none. */
export function moveExtras(threadId: string): void {
  const { '': names } = useExtraStore.getState();
  if (names?.length) useExtraStore.setState({ '': NONE, [threadId]: names });
}
