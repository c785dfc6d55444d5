import { getDocument, GlobalWorkerOptions, PDFDataRangeTransport, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { onForget } from '@/lib/session';
import { readBytes } from './api';

GlobalWorkerOptions.workerSrc = workerUrl;

/** Bytes that are read at a time. */
const STEP = 256 * 1024;

/** Reads a document in parts as its pages need them, with the session of the page. */
class FileTransport extends PDFDataRangeTransport {
  constructor(
    private readonly id: string,
    bytes: number,
    private readonly onFault: (error: unknown) => void,
  ) {
    super(bytes, null);
  }

  override requestDataRange(begin: number, end: number): void {
    readBytes(this.id, begin, end).then((chunk) => this.onDataRange(begin, chunk), this.onFault);
  }
}

interface OpenPdf {
  id: string;
  document: Promise<PDFDocumentProxy>;
  close: () => void;
}

let last: OpenPdf | undefined;

/** Closes the document that was opened last. What waits for a part of it fails. */
function closePdf(): void {
  last?.close();
  last = undefined;
}
onForget(closePdf);

/**
 * Opens a document, or gives the one that was opened last. Scripts and forms in it do nothing. When a part of it cannot
 * be read, all that waits for it fails, and the next call opens it anew.
 */
export function openPdf(id: string, bytes: number): Promise<PDFDocumentProxy> {
  if (last?.id === id) return last.document;
  closePdf();
  const task = getDocument({
    range: new FileTransport(id, bytes, () => {
      if (last === opened) closePdf();
    }),
    rangeChunkSize: STEP,
    disableAutoFetch: true,
    enableXfa: false,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: true,
    cMapUrl: '/pdf/',
    cMapPacked: true,
  });
  const opened: OpenPdf = { id, document: task.promise, close: () => void task.destroy() };
  last = opened;
  task.promise.catch(() => {
    if (last === opened) last = undefined;
  });
  return task.promise;
}
