import { type PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DrawnText, locate } from './locate';
import { openPdf } from './pdf-document';

interface PdfPageProps {
  id: string;
  bytes: number;
  page: number;
  /** The passage to mark. */
  quote: string | undefined;
  /** Called when the page cannot be drawn. */
  onFault: (error: unknown) => void;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Drawn {
  boxes: Box[];
  /** Height of the page for its width. */
  ratio: number;
}

/** A page as it is drawn, with the passage marked. Another page is another element. */
export default function PdfPage({ id, bytes, page, quote, onFault }: PdfPageProps) {
  const { t } = useTranslation('sources');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    let current = true;
    let stop: (() => void) | undefined;
    openPdf(id, bytes)
      .then((pdf) => pdf.getPage(page))
      .then(async (found) => {
        if (!current || !canvas.current) return;
        const { width, height } = found.getViewport({ scale: 1 });
        const boxes = quote === undefined ? [] : await boxesOf(found, quote);
        if (!current || !canvas.current) return;
        const task = draw(found, canvas.current);
        stop = () => task.cancel();
        await task.promise;
        if (current) setDrawn({ boxes, ratio: height / width });
      })
      .catch((error: unknown) => current && onFault(error));
    return () => {
      current = false;
      stop?.();
    };
  }, [id, bytes, page, quote, onFault]);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (drawn) first.current?.scrollIntoView({ block: 'center' });
  }, [drawn]);
  return (
    <div className="relative" aria-busy={drawn === undefined}>
      <canvas ref={canvas} role="img" aria-label={t('panel.pageOnly', { page })} className="block w-full bg-white" />
      {drawn?.boxes.map((box, index) => (
        <div
          key={index}
          ref={index === 0 ? first : undefined}
          {...(index === 0 ? { role: 'img', 'aria-label': t('panel.passageAt') } : { 'aria-hidden': true })}
          data-passage=""
          className="absolute bg-[#ffd54a66] mix-blend-multiply"
          style={{
            left: `${box.left * 100}%`,
            top: `${box.top * 100}%`,
            width: `${box.width * 100}%`,
            height: `${box.height * 100}%`,
          }}
        />
      ))}
      {drawn && quote !== undefined && drawn.boxes.length === 0 && (
        <p className="border-t border-line bg-surface p-3 text-meta text-ink-3">{t('panel.notFound')}</p>
      )}
    </div>
  );
}

/** Draws in the pixels of the screen, up to a page as wide as 2,000 of them. */
function draw(page: PDFPageProxy, canvas: HTMLCanvasElement) {
  const { width } = page.getViewport({ scale: 1 });
  const wanted = Math.min(2_000, Math.max(320, canvas.clientWidth) * devicePixelRatio);
  const viewport = page.getViewport({ scale: wanted / width });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  return page.render({ canvas, viewport });
}

/** Where a passage is drawn, in shares of the page. */
async function boxesOf(page: PDFPageProxy, quote: string): Promise<Box[]> {
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const texts = items.filter((item) => 'str' in item);
  return locate(texts as DrawnText[], quote).map(({ item, from, to }) => {
    const { transform, width, height } = texts[item]!;
    const [x, y] = [transform[4] as number, transform[5] as number];
    const tall = height || Math.hypot(transform[2] as number, transform[3] as number);
    // Letters such as g reach below the line.
    const corners = viewport.convertToViewportRectangle([
      x + width * from,
      y - tall * 0.2,
      x + width * to,
      y + tall * 0.9,
    ]) as [number, number, number, number];
    const [left, right] = [Math.min(corners[0], corners[2]), Math.max(corners[0], corners[2])];
    const [top, bottom] = [Math.min(corners[1], corners[3]), Math.max(corners[1], corners[3])];
    return {
      left: left / viewport.width,
      top: top / viewport.height,
      width: (right - left) / viewport.width,
      height: (bottom - top) / viewport.height,
    };
  });
}
