import type { ChatChunk, ChatRequest, LlmBackend } from '../llm.port.js';
import { forceCall } from './forced-call.js';
import { firstCallOnly } from './single-call.js';
import { untilStop } from './stop-texts.js';

/**
 * A backend's answer, with the parts of the request that the backend itself cannot carry out: a tool call that the
 * model must make, at most one call, and which text ended the answer. Same faults, and the same `heard`, as
 * `LlmBackend.chat`.
 */
export function chatWithEmulation(
  backend: LlmBackend,
  request: ChatRequest,
  signal: AbortSignal,
  heard?: () => void,
): AsyncIterable<ChatChunk> {
  const { tool_choice, parallel_tool_calls, report_stop, ...rest } = request;
  const forced = tool_choice !== undefined && !backend.honours.has('tool_choice');
  const single = parallel_tool_calls === false && !backend.honours.has('parallel_tool_calls');
  const stops = report_stop ? (request.options?.stop ?? []) : [];
  const asked: ChatRequest = {
    ...rest,
    ...(!forced && tool_choice !== undefined && { tool_choice }),
    ...(!single && parallel_tool_calls !== undefined && { parallel_tool_calls }),
    ...(stops.length > 0 && { options: { ...request.options, stop: undefined } }),
  };
  let answer = forced
    ? forceCall((constrained) => backend.chat(constrained, signal, heard), asked, tool_choice)
    : backend.chat(asked, signal, heard);
  if (single) answer = firstCallOnly(answer);
  return stops.length > 0 ? untilStop(answer, stops, () => countPrompt(backend, asked, signal)) : answer;
}

/** A tokenizer that fails must not fail an answer that is there. */
async function countPrompt(backend: LlmBackend, request: ChatRequest, signal: AbortSignal): Promise<number> {
  try {
    return (await backend.countTokens?.(request, signal)) ?? 0;
  } catch {
    signal.throwIfAborted();
    return 0;
  }
}
