import i18next from 'i18next';
import { formatBytes } from '@/lib/format';
import { type ShownFile } from './attached-store';

const t = i18next.getFixedT(null, 'files');

/** How far a document is, in words. */
export function stateOf({ file, sent, bytes, problem, waits, lost }: ShownFile): string {
  if (problem !== undefined) return problem;
  if (lost) return t('state.lost');
  if (waits) return t('state.waits');
  if (!file || file.state === 'uploading')
    return sent === 0 ? t('state.begins') : t('state.uploading', { part: Math.floor((100 * sent) / bytes) / 100 });
  const { state, fault, pages, pages_done: done } = file;
  if (state === 'failed') return t(`fault.${fault ?? 'broken'}`);
  if (fault === 'scanner-unreachable') return t('fault.scanner-unreachable');
  if (state === 'queued') return t('state.queued');
  if (state !== 'parsing') return pages === null ? t('state.ready') : t('state.pages', { count: pages });
  if (pages !== null) return t('state.readingOf', { done, count: pages });
  return done === 0 ? t('state.reading') : t('state.readingPages', { count: done });
}

/** What to do about a document that is not taken, if its state does not say so. */
export const adviceOf = ({ file, problem }: ShownFile): string | undefined =>
  problem === undefined && file?.state === 'failed' ? t(`advice.${file.fault ?? 'broken'}`) : undefined;

export const sizeOf = ({ bytes }: ShownFile): string => formatBytes(bytes);

/** What the send button says while a document is not read. */
export const busyWith = ({ name, file }: ShownFile): string | undefined =>
  file && (file.state === 'uploading' || file.state === 'queued' || file.state === 'parsing')
    ? t('sendWhile', { name })
    : undefined;

/** Why nothing can be sent with a document. */
export function blockedBy({ name, file, problem, lost }: ShownFile): string | undefined {
  if (problem !== undefined || lost || file?.state === 'failed') return t('blocked.refused', { name });
  return file ? undefined : t('blocked.begins', { name });
}
