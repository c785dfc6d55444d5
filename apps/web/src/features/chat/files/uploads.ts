import { ApiError, type FileDto } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { announce } from '@/lib/announce';
import { errorCopy } from '@/lib/error-copy';
import { newId } from '@/lib/new-id';
import { onForget } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { beginUpload, findFile, removeFile, retryFile, sendBytes } from './api';
import { type AttachedFile, attachedFiles, NEW, type ShownFile, storedAt } from './attached-store';
import { follow, isUnderWay } from './follow';
import { blockedBy, busyWith } from './words';

/** Bytes of one request: each is a step of the progress, and so much is sent again after a lost connection. */
const SLICE_BYTES = 2 ** 20;
const UPLOADS_AT_ONCE = 2;
const RETRY_MS = 5_000;

const running = new Map<string, AbortController>();
onForget(() => {
  for (const upload of running.values()) upload.abort();
  running.clear();
});

/** Changes a document wherever it is attached, and what follows for sending. */
function patch(key: string, change: Partial<ShownFile>): void {
  attachedFiles.setState((all) =>
    Object.fromEntries(
      Object.entries(all).map(([place, files]) => [
        place,
        files.map((one) => (one.key === key ? withWords({ ...(one as ShownFile), ...change }) : one)),
      ]),
    ),
  );
}

const withWords = (shown: ShownFile): ShownFile => ({
  ...shown,
  ref: shown.file && { id: shown.file.id, name: shown.file.name, media_type: shown.file.media_type },
  busy: busyWith(shown),
  blocks: blockedBy(shown),
});

/** Attaches documents to the next question of a thread, and uploads them. */
export function addFiles(threadId: string | undefined, files: readonly File[], temporary: boolean): void {
  const place = threadId ?? NEW;
  for (const file of files) {
    const known = (attachedFiles.getState()[place] ?? []).find(
      (one) => (one as ShownFile).lost && one.name === file.name && one.bytes === file.size,
    );
    const key = known?.key ?? newId();
    if (!known)
      attachedFiles.setState(({ [place]: before = [] }) => ({
        [place]: [...before, withWords({ key, name: file.name, bytes: file.size, sent: 0 })],
      }));
    else patch(key, { lost: false });
    begin(key, file, temporary);
  }
  announce(i18next.t('files:say.added', { count: files.length }));
}

const waiting: (() => Promise<void>)[] = [];
let active = 0;

function begin(key: string, file: File, temporary: boolean): void {
  const left = new AbortController();
  running.set(key, left);
  waiting.push(() => upload(key, file, temporary, left.signal));
  next();
}

function next(): void {
  if (active >= UPLOADS_AT_ONCE) return;
  const work = waiting.shift();
  if (!work) return;
  active += 1;
  void work().finally(() => {
    active -= 1;
    next();
  });
}

async function upload(key: string, blob: File, temporary: boolean, signal: AbortSignal): Promise<void> {
  try {
    let file = shownOf(key)?.file;
    file = file
      ? await findFile(file.id, signal)
      : await steadily(key, signal, () => beginUpload(blob, temporary, signal));
    patch(key, { file, sent: file.received });
    while (file.state === 'uploading') {
      const { id, received } = file;
      file = await steadily(key, signal, () => sendSlice(id, received, blob, signal));
      patch(key, { file, sent: file.received, waits: false });
    }
    patch(key, { waits: false });
    follow(file, (told) => patch(key, told));
  } catch (error) {
    if (signal.aborted) return;
    const { text } = errorCopy(error, i18next.getFixedT(null, 'common'));
    patch(key, { problem: text, waits: false });
    announce(`${blob.name}: ${text}`);
  } finally {
    running.delete(key);
  }
}

/** Where the upload really is, the server knows. */
async function sendSlice(id: string, offset: number, blob: Blob, signal: AbortSignal): Promise<FileDto> {
  try {
    return await sendBytes(id, offset, blob.slice(offset, offset + SLICE_BYTES), signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'file.offset') return findFile(id, signal);
    throw error;
  }
}

/** Tries again while the connection is lost, or the server restarts. */
async function steadily(key: string, signal: AbortSignal, work: () => Promise<FileDto>): Promise<FileDto> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLost = error instanceof ApiError && ['network', 'timeout', 'unavailable'].includes(error.kind);
      if (!isLost || signal.aborted) throw error;
      patch(key, { waits: true });
      await pause(signal);
      const id = shownOf(key)?.file?.id;
      // What broke off has come in part.
      const there = id === undefined ? undefined : await findFile(id, signal).catch(() => undefined);
      if (there) return there;
    }
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, RETRY_MS);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

const shownOf = (key: string): ShownFile | undefined =>
  Object.values(attachedFiles.getState())
    .flat()
    .find((one) => one.key === key) as ShownFile | undefined;

/** Takes a document out of the question, and off the server: nothing else knows it. */
export function removeAttached(key: string): void {
  const { file } = shownOf(key) ?? {};
  running.get(key)?.abort();
  attachedFiles.setState((all) =>
    Object.fromEntries(Object.entries(all).map(([place, files]) => [place, files.filter((one) => one.key !== key)])),
  );
  if (file) void removeFile(file.id).catch(() => undefined);
}

/** Has a document read once more. */
export async function retryAttached(key: string): Promise<void> {
  const id = shownOf(key)?.file?.id;
  if (id === undefined) return;
  try {
    const file = await retryFile(id);
    patch(key, { file });
    follow(file, (told) => patch(key, told));
  } catch (error) {
    patch(key, { problem: errorCopy(error, i18next.getFixedT(null, 'common')).text });
  }
}

/** Attaches files again whose question could not be sent, or that were in the draft when the page closed. */
export async function restoreFiles(threadId: string | undefined, files: readonly StoredFile[]): Promise<void> {
  const place = threadId ?? NEW;
  const found = await Promise.all(
    files.map(async ({ ref, name, bytes }) => {
      const file = ref && (await findFile(ref.id).catch(() => undefined));
      return file && { key: newId(), name, bytes: bytes || file.bytes, file, sent: file.received };
    }),
  );
  const present = found.flatMap((one) => (one ? [{ ...one, lost: one.file.state === 'uploading' }] : []));
  attachedFiles.setState(({ [place]: before = [] }) => {
    const ids = new Set(before.map(({ ref }) => ref?.id));
    return { [place]: [...before, ...present.filter(({ file }) => !ids.has(file.id)).map(withWords)] };
  });
  for (const { key, file } of present)
    if (isUnderWay(file) && file.state !== 'uploading') follow(file, (told) => patch(key, told));
}

/** Brings back the documents of a draft. */
export const restore = (threadId: string | undefined): void => {
  if ((attachedFiles.getState()[threadId ?? NEW] ?? []).length > 0) return;
  void restoreFiles(threadId, storedFiles(threadId));
};

type StoredFile = Pick<AttachedFile, 'name' | 'bytes' | 'ref'>;

function storedFiles(threadId: string | undefined): StoredFile[] {
  try {
    return JSON.parse(readStored(storedAt(threadId ?? NEW)) ?? '[]') as StoredFile[];
  } catch {
    return [];
  }
}

const store = (place: string, files: readonly AttachedFile[]): void => {
  const known = files.filter(({ ref }) => ref).map(({ name, bytes, ref }) => ({ name, bytes, ref }));
  writeStored(storedAt(place), known.length > 0 ? JSON.stringify(known) : null);
};

attachedFiles.subscribe((all, before) => {
  for (const [place, files] of Object.entries(all)) if (files !== before[place]) store(place, files);
});
