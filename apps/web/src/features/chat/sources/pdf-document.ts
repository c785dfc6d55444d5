import { getDocument, GlobalWorkerOptions, PDFDataRangeTransport, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
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

let last: { id: string; opened: Promise<PDFDocumentProxy>; close: () => void } | undefined;

/** Opens a document, or gives the one that was opened last. Scripts and forms in it do nothing. */
export function openPdf(id: string, bytes: number): Promise<PDFDocumentProxy> {
  if (last?.id === id) return last.opened;
  last?.close();
  const opened = new Promise<PDFDocumentProxy>((resolve, reject) => {
    const task = getDocument({
      range: new FileTransport(id, bytes, reject),
      rangeChunkSize: STEP,
      disableAutoFetch: true,
      isEvalSupported: false,
      enableXfa: false,
      useWorkerFetch: false,
      useSystemFonts: true,
    });
    task.promise.then(resolve, reject);
    last = { id, opened: undefined!, close: () => void task.destroy() };
  });
  last!.opened = opened;
  opened.catch(() => {
    if (last?.id === id) last = undefined;
  });
  return opened;
}
