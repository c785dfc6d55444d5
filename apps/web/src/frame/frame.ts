import { type PreviewReply, type PreviewRequest } from '../lib/preview-protocol';
import { drawMermaid } from './mermaid';
import { withoutReach } from './sanitize';
import { svgFile } from './svg';

// The program of /preview/frame. It runs in a sandbox with an origin of its own, under a policy that allows it no
// request (see preview.ts of the server), and draws one text that the page hands in. Nothing of that text ever runs:
// HTML goes into a frame within this one that allows no script, and an SVG is shown as a picture.

async function draw({ kind, text, title, dark }: PreviewRequest): Promise<PreviewReply> {
  if (kind === 'html') return drawHtml(text, title);
  const drawing = kind === 'svg' ? svgFile(text) : await drawMermaid(text, dark);
  if ('why' in drawing) return { drawn: false, ...drawing };
  // Paper is white, whatever the theme: most drawings have black lines and no ground.
  document.body.style.background = kind === 'svg' || !dark ? '#fff' : '#1b1a19';
  const picture = new Image();
  picture.alt = title;
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`;
  document.body.replaceChildren(picture);
  return picture.decode().then(
    () => ({ drawn: true, svg: drawing.svg }),
    () => ({ drawn: false, why: 'invalid' }),
  );
}

function drawHtml(text: string, title: string): Promise<PreviewReply> | PreviewReply {
  const safe = withoutReach(text);
  if (safe === undefined) return { drawn: false, why: 'heavy' };
  const inner = document.createElement('iframe');
  // Without `allow-scripts` a frame does not follow a `<meta http-equiv="refresh">` either.
  inner.setAttribute('sandbox', '');
  inner.title = title;
  inner.srcdoc = safe;
  const loaded = new Promise<PreviewReply>((resolve) =>
    inner.addEventListener('load', () => resolve({ drawn: true }), { once: true }),
  );
  document.body.replaceChildren(inner);
  return loaded;
}

addEventListener(
  'message',
  ({ data, source, ports: [port] }: MessageEvent<PreviewRequest>) => {
    if (source !== parent || !port) return;
    draw(data).then(
      (reply) => port.postMessage(reply),
      (error: unknown) => port.postMessage({ drawn: false, why: 'invalid', detail: String(error) }),
    );
  },
  { once: true },
);
