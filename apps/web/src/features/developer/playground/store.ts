import { create } from 'zustand';
import { formatBody, type JsonProblem, parseBody, type RequestBody } from './request';

interface PlaygroundState {
  /** The last valid request, which the form shows. */
  body: RequestBody;
  /** The request as text, which the JSON view shows. */
  text: string;
  problem: JsonProblem | undefined;
}

const of = (body: RequestBody): PlaygroundState => ({ body, text: formatBody(body), problem: undefined });

const FIRST: RequestBody = {
  messages: [{ role: 'user', content: '' }],
  stream: true,
  stream_options: { include_usage: true },
};

/** The request being edited, as a form or as JSON. */
export const usePlayground = create<PlaygroundState>(() => of(FIRST));

/** Changes the request from the form. */
export const changeBody = (change: (body: RequestBody) => RequestBody): void =>
  usePlayground.setState(({ body }) => of(change(body)));

/** Changes the text from the JSON view. While it is invalid, the form keeps the last request. */
export function changeText(text: string): void {
  const read = parseBody(text);
  usePlayground.setState(
    'body' in read ? { text, body: read.body, problem: undefined } : { text, problem: read.problem },
  );
}

/** Replaces the request. */
export const fillPlayground = (body: RequestBody): void => usePlayground.setState(of(body));
