import { type Model } from '@pocket-llm/api-client';
import { useCallback, useRef } from 'react';
import { create } from 'zustand';
import { onForget } from '@/lib/session';
import { useThreadChange } from '../use-thread-change';

const NEW = 'new';
const NONE: readonly string[] = [];

/** The images of each thread's next question, also while its chat is not on the screen. */
export const useAttached = create<Readonly<Record<string, readonly string[]>>>(() => ({}));
onForget(() => useAttached.setState({}, true));

/** Adds images to the next question of a thread (`undefined`: of a new chat). */
export const attach = (threadId: string | undefined, images: readonly string[]): void =>
  useAttached.setState(({ [threadId ?? NEW]: before = NONE }) => ({ [threadId ?? NEW]: [...before, ...images] }));

export const canSee = (model: Model | undefined): boolean => model?.capabilities.includes('vision') ?? false;

/**
 * The images of the next question, per thread. They are lost when the page closes.
 */
export function useImages(threadId: string | undefined, conversation: string) {
  const key = threadId ?? NEW;
  const images = useAttached((all) => all[key]) ?? NONE;
  const set = useCallback((next: readonly string[]) => useAttached.setState({ [key]: next }), [key]);
  // The thread of an image that is still being scaled: its new chat may become a thread meanwhile.
  const place = useRef({ key });
  useThreadChange(threadId, conversation, (isCreated) => {
    if (!isCreated) return void (place.current = { key });
    place.current.key = key;
    useAttached.setState(({ [NEW]: pending = NONE }) => ({ [NEW]: NONE, [key]: pending }));
  });

  return { images, place, set };
}
