import type { Mermaid } from 'mermaid';
import { type Drawing, sized } from './svg';

/** Where the renderer is; the build writes it beside this program. Known only while the script runs at first. */
const ADDRESS = (document.currentScript as HTMLScriptElement).dataset.mermaid!;

/** Loads the renderer, three megabytes, beside this program. */
function load(): Promise<Mermaid> {
  const script = document.createElement('script');
  script.src = ADDRESS;
  return new Promise((resolve, reject) => {
    script.addEventListener('load', () => resolve((globalThis as unknown as { mermaid: Mermaid }).mermaid));
    script.addEventListener('error', () => reject(new Error('not loaded')));
    document.head.append(script);
  });
}

/** Draws a diagram. What the text says about security, fonts or styles of the page does not count. */
export async function drawMermaid(text: string, dark: boolean): Promise<Drawing> {
  const mermaid = await load().catch(() => undefined);
  if (!mermaid) return { why: 'not-loaded' };
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: dark ? 'dark' : 'neutral',
    // As text of the drawing: HTML within it would not be in a picture of it everywhere.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    suppressErrorRendering: true,
    maxTextSize: 50_000,
    maxEdges: 500,
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
      'htmlLabels',
    ],
  });
  let drawn: string;
  try {
    drawn = (await mermaid.render('drawing', text)).svg;
  } catch (error) {
    return { why: 'invalid', detail: error instanceof Error ? error.message : String(error) };
  }
  const svg = new DOMParser().parseFromString(drawn, 'text/html').querySelector('svg');
  return svg ? sized(svg) : { why: 'nothing' };
}
