import type { ChatRequest } from '../../llm/index.js';

/** What a request set, for its log line: figures and kinds, never contents. */
export function parametersOf({
  options = {},
  tools,
  tool_choice,
  parallel_tool_calls,
  format,
  think,
  keep_alive,
  text,
}: ChatRequest): Record<string, unknown> {
  const { stop, logit_bias, ...figures } = options;
  const set = {
    stop: stop?.length,
    ...figures,
    logit_bias: logit_bias && Object.keys(logit_bias).length,
    tools: tools?.length,
    tool_choice: typeof tool_choice === 'object' ? 'named' : tool_choice,
    parallel_tool_calls,
    format: typeof format === 'object' ? 'schema' : format,
    think,
    keep_alive,
    text: text && (text.suffix !== undefined ? 'fill' : text.templated ? 'templated' : 'raw'),
  };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}
