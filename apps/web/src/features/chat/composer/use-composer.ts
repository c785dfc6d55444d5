import { type Message, type MessageFileDto, type Model } from '@pocket-llm/api-client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { importWithTexts } from '@/lib/i18n';
import { estimateContext } from '../context';
import { loadFiles, takeAttached, useAttached } from '../files/attached';
import { EMPTY_DRAFT, promptOf } from './drafts';
import { useDraft } from './use-draft';
import { canSee, useImages } from './use-images';

const loadReader = importWithTexts('chat-late', () => import('./read-files'));
const NO_MESSAGES: readonly Message[] = [];

export type Send = (prompt: string, images: readonly string[], files: readonly MessageFileDto[]) => void;

export interface ComposerOptions {
  threadId: string | undefined;
  /** Identifies the conversation. Equal for a new chat and the thread it becomes, so that the draft moves along. */
  conversation: string;
  running: boolean;
  /** Why nothing can be sent; undefined when sending is possible. */
  blocked?: string;
  /** The model that answers next. */
  model?: Model;
  /** The message that the question follows, for the context estimate. */
  messages?: readonly Message[];
  /** Number of messages before these that are not loaded. */
  older?: number;
  /** Whether the chat is temporary: its documents go with it. */
  temporary?: boolean;
  onSend: Send;
}

/** A note below the field. It disappears when its cause changes. */
function useNote(situation: string): [note: string | undefined, setNote: (note: string | undefined) => void] {
  const [note, setNote] = useState<string>();
  const [seen, setSeen] = useState(situation);
  if (seen !== situation) {
    setSeen(situation);
    setNote(undefined);
  }
  return [note, setNote];
}

/** The next question: its text, its images, its context estimate, and sending it. */
export function useComposer({
  threadId,
  conversation,
  running,
  blocked,
  model,
  messages = NO_MESSAGES,
  older = 0,
  temporary = false,
  onSend,
}: ComposerOptions) {
  const { t } = useTranslation('chat');
  const [draft, setDraft] = useDraft(threadId, conversation);
  const [note, setNote] = useNote(JSON.stringify([running, blocked, model?.name]));
  const refuse = useCallback(
    (reason: string) => {
      setNote(reason);
      announce(reason);
    },
    [setNote],
  );
  const { images, place, set: setImages } = useImages(threadId, conversation);
  const files = useAttached(threadId, conversation);
  const latest = useRef({ draft, conversation, setDraft });
  useEffect(() => {
    latest.current = { draft, conversation, setDraft };
  });
  /** Takes pictures and short texts; anything else is uploaded. */
  const takeFiles = async (given: readonly File[]) => {
    const reader = await loadReader();
    const { images: pictures, texts, documents } = await reader.readFiles(given);
    // Somebody may have typed meanwhile, or opened another chat, where the files do not belong.
    if (latest.current.conversation !== conversation) return;
    const { text, pasted } = latest.current.draft;
    if (texts.length > 0) latest.current.setDraft({ text, pasted: [...pasted, ...texts] });
    if (documents.length > 0) (await loadFiles()).addFiles(threadId, documents, temporary);
    if (pictures.length > 0) await reader.addImages(place.current, pictures, model, refuse);
  };
  /** Adds spoken words to what is written. */
  const addWords = (words: string) => {
    const { draft: now, setDraft: set } = latest.current;
    set({ ...now, text: now.text + (/\S$/.test(now.text) ? ' ' : '') + words.trim() });
  };
  const prompt = promptOf(draft);
  const estimate = useMemo(
    () => model && estimateContext(messages, prompt.length, model, { older }),
    [messages, older, prompt.length, model],
  );

  const submit = () => {
    if (prompt === '') return images.length + files.length > 0 ? refuse(t('images.noWords')) : undefined;
    const why = blocked ?? files.find((file) => file.blocks)?.blocks;
    if (why) return refuse(why);
    if (images.length > 0 && !canSee(model)) return refuse(t('images.cannotSee', { model: model?.display_name ?? '' }));
    onSend(prompt, images, takeAttached(threadId));
    setImages([]);
    setDraft(EMPTY_DRAFT, { keepStored: true });
  };

  return {
    draft,
    setDraft,
    note,
    clearNote: () => setNote(undefined),
    images,
    files,
    takeFiles: (given: readonly File[]) => void takeFiles(given),
    addWords,
    setImages,
    estimate,
    empty: prompt === '' && images.length + files.length === 0,
    submit,
  };
}
