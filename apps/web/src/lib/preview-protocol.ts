/** What the page asks the frame of previews to draw. */
export interface PreviewRequest {
  kind: 'html' | 'svg' | 'mermaid';
  text: string;
  dark: boolean;
  /** What a screen reader calls the drawing. */
  title: string;
}

/**
 * What the frame answers, once: that it is drawn, with the drawing as an SVG file where it is one, or why it cannot be.
 * `nothing` means that the text holds no drawing, `heavy` that it would repeat its parts too often.
 */
export type PreviewReply =
  | { drawn: true; svg?: string }
  | { drawn: false; why: 'nothing' | 'heavy' | 'invalid' | 'not-loaded'; detail?: string };

/** Longest text that is drawn, in characters. Beyond it a renderer could take minutes. */
export const MAX_PREVIEW_CHARS = { html: 500_000, svg: 500_000, mermaid: 50_000 } as const;
