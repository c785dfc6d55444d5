import { type Model } from '@pocket-llm/api-client';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { onForget } from '@/lib/session';
import { type refusalOf } from './read-files';
import { type shrinkImage } from './shrink-image';
import { useThreadChange } from '../use-thread-change';

/** What reads files; it loads with the first of them. */
interface Reader {
  refusalOf: typeof refusalOf;
  shrinkImage: typeof shrinkImage;
}

export const MAX_IMAGES = 8;
/** Limit for all images together, as base64: a request holds 8 MiB. */
const MAX_CHARS = 7 * 1024 * 1024;

const NEW = 'new';
const NONE: readonly string[] = [];

/** The images of each thread's next question, also while its chat is not on the screen. */
const useAttached = create<Readonly<Record<string, readonly string[]>>>(() => ({}));
onForget(() => useAttached.setState({}, true));

/** Adds images to the next question of a thread (`undefined`: of a new chat). */
export const attach = (threadId: string | undefined, images: readonly string[]): void =>
  useAttached.setState(({ [threadId ?? NEW]: before = NONE }) => ({ [threadId ?? NEW]: [...before, ...images] }));

export const canSee = (model: Model | undefined): boolean => model?.capabilities.includes('vision') ?? false;

/**
 * The images of the next question, per thread. They are lost when the page closes.
 * @param onRefused called with the reason why an image was refused
 */
export function useImages(
  threadId: string | undefined,
  conversation: string,
  model: Model | undefined,
  onRefused: (reason: string) => void,
) {
  const { t } = useTranslation('chat');
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

  const add = useCallback(
    async (files: readonly File[], { refusalOf, shrinkImage }: Reader) => {
      if (!model) return onRefused(t('composer.noModel'));
      if (!canSee(model)) return onRefused(t('images.cannotSee', { model: model.display_name }));
      const meant = place.current;
      for (const file of files) {
        let image: string;
        try {
          image = await shrinkImage(file);
        } catch {
          onRefused(refusalOf('none', file));
          continue;
        }
        useAttached.setState((before) => {
          const here = before[meant.key] ?? NONE;
          const size = here.reduce((sum, { length }) => sum + length, image.length);
          if (here.length >= MAX_IMAGES || size > MAX_CHARS) {
            onRefused(refusalOf(here.length >= MAX_IMAGES ? 'tooMany' : 'tooLarge', { count: MAX_IMAGES }));
            return before;
          }
          return { [meant.key]: [...here, image] };
        });
      }
    },
    [model, onRefused, t],
  );

  return { images, add, set };
}
