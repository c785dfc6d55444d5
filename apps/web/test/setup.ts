import { TextDecoder, TextEncoder } from 'node:util';
import { ReadableStream, TextDecoderStream, TransformStream } from 'node:stream/web';

// APIs that browsers have and jsdom lacks.
Object.assign(globalThis, { ReadableStream, TextDecoder, TextDecoderStream, TextEncoder, TransformStream });

class ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= ResizeObserver;
window.matchMedia ??= (query: string) =>
  ({
    media: query,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
