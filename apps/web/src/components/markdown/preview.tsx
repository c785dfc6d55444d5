import { ImageDown, Maximize2 } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { download } from '@/lib/download';
import { formatNumber } from '@/lib/format';
import { MAX_PREVIEW_CHARS, type PreviewReply, type PreviewRequest } from '@/lib/preview-protocol';

/** A renderer that has not answered by then does not answer at all. */
const GIVE_UP_MS = 20_000;

interface PreviewProps {
  /** The language of the code block. */
  language: string;
  code: string;
}

const kindOf = (language: string): PreviewRequest['kind'] =>
  /^mermaid$/i.test(language) ? 'mermaid' : /^html?$/i.test(language) ? 'html' : 'svg';

/** What a code block draws, in a box whose size does not depend on it. */
export function Preview({ language, code }: PreviewProps) {
  const { t } = useTranslation('preview');
  const [large, setLarge] = useState(false);
  const kind = kindOf(language);
  const request = useRequest(kind, code);
  const [reply, setReply] = useState<Answer>();
  const svg = reply?.drawn ? reply.svg : undefined;
  return (
    <div data-preview={reply ? (reply.drawn ? 'drawn' : 'failed') : 'drawing'}>
      <Drawing request={request} reply={reply} onReply={setReply} className="h-80" />
      <div className="flex min-h-9 flex-wrap items-center justify-end gap-x-2 border-t border-line ps-3.5 pe-0.5">
        <p className="me-auto py-1.5 text-meta text-ink-3 max-md:w-full max-md:pb-0">
          {reply?.drawn === false ? '' : t(kind === 'html' ? 'noteHtml' : 'note')}
        </p>
        {svg !== undefined && <SaveButtons svg={svg} />}
        <IconButton icon={Maximize2} label={t('enlarge')} onClick={() => setLarge(true)} disabled={!reply?.drawn} />
      </div>
      {large && (
        <Dialog open full onOpenChange={setLarge} title={t(`title.${kind}`)}>
          <Enlarged request={request} />
        </Dialog>
      )}
    </div>
  );
}

function Enlarged({ request }: { request: PreviewRequest }) {
  const [reply, setReply] = useState<Answer>();
  return <Drawing request={request} reply={reply} onReply={setReply} className="h-[70dvh]" />;
}

const isDark = () => document.documentElement.classList.contains('dark');

/** The theme as it is shown, which may also change with the system's. */
function watchDark(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['class'] });
  return () => observer.disconnect();
}

/** The request of a text; made anew when the theme changes, for diagrams follow it. */
function useRequest(kind: PreviewRequest['kind'], text: string): PreviewRequest {
  const { t } = useTranslation('preview');
  const dark = useSyncExternalStore(watchDark, isDark) && kind === 'mermaid';
  return { kind, text, dark, title: t(`title.${kind}`) };
}

type Answer = PreviewReply | { drawn: false; why: 'late' | 'large' };

interface DrawingProps {
  request: PreviewRequest;
  reply: Answer | undefined;
  onReply: (reply: Answer | undefined) => void;
  className: string;
}

/** A drawing, or why there is none. The frame is taken out of the page as soon as it has failed. */
function Drawing({ request, reply, onReply, className }: DrawingProps) {
  const { t } = useTranslation('preview');
  const { kind, text, dark, title } = request;
  const most = MAX_PREVIEW_CHARS[kind];
  const isLarge = text.length > most;
  const shown: Answer | undefined = isLarge ? { drawn: false, why: 'large' } : reply;
  useEffect(() => {
    onReply(isLarge ? { drawn: false, why: 'large' } : undefined);
  }, [kind, text, dark, title, isLarge, onReply]);

  return (
    <div className={`relative flex flex-col bg-surface ${className}`}>
      {shown?.drawn !== false && (
        <Frame key={`${dark} ${title} ${text}`} request={request} onReply={onReply} isShown={shown !== undefined} />
      )}
      {!shown && (
        <p role="status" className="absolute inset-0 flex items-center justify-center text-ui text-ink-3">
          {t('drawing')}
        </p>
      )}
      {shown?.drawn === false && (
        <div role="alert" className="flex flex-1 flex-col gap-2 overflow-auto px-3.5 py-3 text-ui">
          <p>{t(`failed.${shown.why}`, { most: formatNumber(most) })}</p>
          {'detail' in shown && shown.detail && (
            <pre lang="en" dir="ltr" className="font-mono text-meta whitespace-pre-wrap text-ink-2">
              {shown.detail}
            </pre>
          )}
        </div>
      )}
    </div>
  );
}

interface FrameProps {
  request: PreviewRequest;
  onReply: (reply: Answer) => void;
  isShown: boolean;
}

/** The frame that draws one request. Whatever hangs in it ends when it is taken out of the page. */
function Frame({ request, onReply, isShown }: FrameProps) {
  const port = useRef<MessagePort>(undefined);
  // Before the frame can have loaded.
  useLayoutEffect(() => {
    const { port1, port2 } = new MessageChannel();
    port.current = port2;
    const timer = setTimeout(() => onReply({ drawn: false, why: 'late' }), GIVE_UP_MS);
    port1.onmessage = ({ data }: MessageEvent<PreviewReply>) => {
      clearTimeout(timer);
      onReply(data);
    };
    return () => {
      clearTimeout(timer);
      port1.close();
    };
  }, [onReply]);
  const hand = (frame: HTMLIFrameElement) => {
    // Any origin: that of a sandboxed frame cannot be named. Our policy keeps every other page out of it.
    if (port.current) frame.contentWindow?.postMessage(request, '*', [port.current]);
    port.current = undefined;
  };
  return (
    <iframe
      onLoad={({ currentTarget }) => hand(currentTarget)}
      src="/preview/frame"
      sandbox="allow-scripts"
      title={request.title}
      referrerPolicy="no-referrer"
      className={`min-h-0 w-full flex-1 ${isShown ? '' : 'invisible'}`}
    />
  );
}

function SaveButtons({ svg }: { svg: string }) {
  const { t } = useTranslation('preview');
  const [failed, setFailed] = useState(false);
  const savePng = () =>
    asPng(svg).then(
      (png) => download('drawing.png', png),
      () => setFailed(true),
    );
  return (
    <>
      {failed && <span role="alert">{t('pngFailed')}</span>}
      <Button variant="quiet" size="sm" onClick={() => download('drawing.svg', svg, 'image/svg+xml')}>
        <Icon as={ImageDown} />
        {t('saveSvg')}
      </Button>
      <Button variant="quiet" size="sm" onClick={() => void savePng()}>
        <Icon as={ImageDown} />
        {t('savePng')}
      </Button>
    </>
  );
}

/** Twice the pixels of the drawing, as screens have them, up to this many in each direction. */
const MOST_PNG_PIXELS = 4096;

/** The drawing in pixels, on white paper. @throws when the browser cannot draw it */
async function asPng(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const longest = Math.max(picture.naturalWidth, picture.naturalHeight, 1);
  const scale = Math.min(2, MOST_PNG_PIXELS / longest);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))),
  );
}
