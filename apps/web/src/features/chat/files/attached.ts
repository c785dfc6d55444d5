import { type MessageFileDto } from '@pocket-llm/api-client';
import { useEffect } from 'react';
import { importWithTexts } from '@/lib/i18n';
import { readStored } from '@/lib/storage';
import { type AttachedFile, attachedFiles, NEW, storedAt } from './attached-store';
import { useThreadChange } from '../use-thread-change';

const NONE: readonly AttachedFile[] = [];

/** What uploads files, and shows how far they are. */
export const loadFiles = importWithTexts('files', () => import('./files'));

/** The documents of the next question, per thread. */
export function useAttached(threadId: string | undefined, conversation: string): readonly AttachedFile[] {
  const key = threadId ?? NEW;
  useThreadChange(threadId, conversation, (isCreated) => {
    if (isCreated) attachedFiles.setState(({ [NEW]: pending = NONE }) => ({ [NEW]: NONE, [key]: pending }));
  });
  useEffect(() => {
    if (readStored(storedAt(threadId ?? NEW))) void loadFiles().then(({ restore }) => restore(threadId));
  }, [threadId]);
  return attachedFiles((all) => all[key]) ?? NONE;
}

/** Attaches documents again whose question could not be sent. */
export function giveFiles(threadId: string | undefined, files: readonly MessageFileDto[] = []): void {
  if (files.length > 0)
    void loadFiles().then(({ restoreFiles }) =>
      restoreFiles(
        threadId,
        files.map((ref) => ({ name: ref.name, bytes: 0, ref })),
      ),
    );
}

/** Takes the documents out of the next question, for its sending. */
export function takeAttached(threadId: string | undefined): MessageFileDto[] {
  const key = threadId ?? NEW;
  const taken = attachedFiles.getState()[key] ?? NONE;
  attachedFiles.setState({ [key]: NONE });
  return taken.flatMap(({ ref }) => ref ?? []);
}
