import { type FileDto, followFiles } from '@pocket-llm/api-client';
import { onForget } from '@/lib/session';
import { type ShownFile } from './attached-store';

const AGAIN_MS = 3_000;

type Tell = (change: Partial<ShownFile>) => void;

const followed = new Map<string, Tell>();
let stream: AbortController | undefined;
onForget(() => {
  followed.clear();
  stream?.abort();
});

export const isUnderWay = ({ state }: FileDto): boolean =>
  state === 'uploading' || state === 'queued' || state === 'parsing';

/** Tells what becomes of a file until it is read. All files of this page share one stream. */
export function follow(file: FileDto, tell: Tell): void {
  if (!isUnderWay(file)) return tell({ file });
  followed.set(file.id, tell);
  stream?.abort();
  const mine = (stream = new AbortController());
  void (async () => {
    while (!mine.signal.aborted && followed.size > 0) {
      await listen(mine.signal).catch(() => undefined);
      if (followed.size > 0 && !mine.signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  })();
}

async function listen(signal: AbortSignal): Promise<void> {
  for await (const event of followFiles([...followed.keys()], signal)) {
    if ('gone' in event) {
      followed.get(event.gone)?.({ problem: undefined, file: undefined, lost: true });
      followed.delete(event.gone);
      continue;
    }
    followed.get(event.file.id)?.({ file: event.file });
    if (!isUnderWay(event.file)) followed.delete(event.file.id);
  }
}
