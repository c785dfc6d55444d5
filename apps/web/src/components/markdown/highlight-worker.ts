import { highlight } from './highlighter';

interface Job {
  id: number;
  code: string;
  language: string;
}

// Typed by hand: TypeScript's worker and page types conflict within one project.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Job>) => void;
  postMessage(answer: unknown): void;
};

scope.onmessage = ({ data: { id, code, language } }) => {
  highlight(code, language).then(
    (lines) => scope.postMessage({ id, lines }),
    () => scope.postMessage({ id, lines: undefined }),
  );
};
