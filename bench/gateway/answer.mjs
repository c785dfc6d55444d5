// What the doubles of a model server say.

export const MODEL = 'bench';
const HEAD = { id: 'chatcmpl-bench', created: 1, model: MODEL };

/** A whole answer of 50 words. */
export const TEXT = Array.from({ length: 50 }, (_, i) => `word${i}`).join(' ');
export const USAGE = { prompt_tokens: 40, completion_tokens: 50, total_tokens: 90 };
export const WHOLE = JSON.stringify({
  ...HEAD,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
  usage: USAGE,
});
export const MODELS = JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'bench' }] });

const event = (fields) =>
  `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [], ...fields })}\n\n`;
const chunk = (delta, finish_reason = null) => event({ choices: [{ index: 0, delta, finish_reason }] });

/** The longest streamed answer. */
export const MOST_TOKENS = 100;

const token = (i) => ` ${1_000 + i}`;
/** A frame for each token of a streamed answer, and what comes with the last one. */
export const frameOf = (i) => chunk(i === 0 ? { role: 'assistant', content: token(0) } : { content: token(i) });
export const END = `${chunk({}, 'stop')}${event({ usage: USAGE })}data: [DONE]\n\n`;

/** The bytes of a streamed answer, and its text. */
export const streamed = (tokens) => Buffer.from(Array.from({ length: tokens }, (_, i) => frameOf(i)).join('') + END);
export const textOf = (tokens) => Array.from({ length: tokens }, (_, i) => token(i)).join('');
