import { type FileDto, type MessageFileDto } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { currentUser, DRAFT_PREFIX, onForget } from '@/lib/session';

/** A document of the next question, from when it was chosen. */
export interface AttachedFile {
  key: string;
  name: string;
  bytes: number;
  /** Once the server knows it: what the question takes along. */
  ref?: MessageFileDto;
  /** What the send button says while it is not read. */
  busy?: string;
  /** Why nothing can be sent with it. */
  blocks?: string;
}

/** What the chip of a document shows. */
export interface ShownFile extends AttachedFile {
  /** As the server said last. */
  file?: FileDto;
  /** Bytes that are there. */
  sent: number;
  /** Why it was not taken, in words. */
  problem?: string;
  /** The connection is lost; it goes on by itself. */
  waits?: boolean;
  /** Its bytes are not in this page any more: it has to be chosen again. */
  lost?: boolean;
}

export const NEW = 'new';

/** The documents of each thread's next question, also while its chat is not on the screen. */
export const attachedFiles = create<Readonly<Record<string, readonly AttachedFile[]>>>(() => ({}));
onForget(() => attachedFiles.setState({}, true));

/** Where the documents of a draft are kept that the server knows. */
export const storedAt = (place: string): string => `${DRAFT_PREFIX}${currentUser()?.id}.${place}.files`;
