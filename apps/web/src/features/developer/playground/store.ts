import { create } from 'zustand';
import { formatBody, type JsonProblem, parseBody, type RequestBody } from './request';

interface PlaygroundState {
  /** The last request that could be read; what the form shows. */
  body: RequestBody;
  /** The request as text; what the JSON view shows. */
  text: string;
  problem: JsonProblem | undefined;
}

const of = (body: RequestBody): PlaygroundState => ({ body, text: formatBody(body), problem: undefined });

const FIRST: RequestBody = {
  messages: [{ role: 'user', content: '' }],
  stream: true,
  stream_options: { include_usage: true },
};

/** The request that is being written: one thing, seen as a form and as JSON. */
export const usePlayground = create<PlaygroundState>(() => of(FIRST));

/** What the form changes. */
export const changeBody = (change: (body: RequestBody) => RequestBody): void =>
  usePlayground.setState(({ body }) => of(change(body)));

/** What the JSON view changes: while it cannot be read, the form keeps what it had. */
export function changeText(text: string): void {
  const read = parseBody(text);
  usePlayground.setState(
    'body' in read ? { text, body: read.body, problem: undefined } : { text, problem: read.problem },
  );
}

/** Puts another request in its place. */
export const fillPlayground = (body: RequestBody): void => usePlayground.setState(of(body));
