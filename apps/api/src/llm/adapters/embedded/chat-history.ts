import type {
  ChatHistoryItem,
  ChatModelFunctionCall,
  ChatModelFunctions,
  ChatModelResponse,
  ChatWrapper,
} from 'node-llama-cpp';
import type { ChatMessage, ToolDefinition } from '../../llm.port.js';

type Functions = NonNullable<ChatModelFunctions[string]['params']>;

/** The tools in the engine's format. */
export function functionsOf(tools: ToolDefinition[] | undefined): ChatModelFunctions | undefined {
  if (!tools?.length) return undefined;
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [name, { description, params: parameters as Functions }]),
  );
}

/**
 * A conversation in the engine's format: an assistant's turn contains its calls with their results, and the answer
 * continues in the same turn. The last item is the turn to be written.
 * @param wrapper the model's template, which decides whether past thinking is shown
 */
export function historyOf(messages: ChatMessage[], { settings }: Pick<ChatWrapper, 'settings'>): ChatHistoryItem[] {
  const showsThinking = settings.segments?.thought !== undefined;
  const history: ChatHistoryItem[] = [];
  for (const message of messages) {
    if (message.role === 'system') history.push({ type: 'system', text: message.content });
    else if (message.role === 'user') history.push({ type: 'user', text: message.content });
    else if (message.role === 'assistant') openTurn(history).response.push(...answerOf(message, showsThinking));
    else addResult(history, message);
  }
  openTurn(history);
  return history;
}

/** The assistant's turn at the end; creates one if the last turn is not the assistant's. */
function openTurn(history: ChatHistoryItem[]): ChatModelResponse {
  const last = history.at(-1);
  if (last?.type === 'model') return last;
  const turn: ChatModelResponse = { type: 'model', response: [] };
  history.push(turn);
  return turn;
}

/**
 * Past thinking goes in as a thought: the template marks it, or leaves out all but the last, as the model was trained.
 * A template without marks would show it as a part of the answer, so there it is left out.
 */
function answerOf(
  { content, thinking, tool_calls = [] }: ChatMessage,
  showsThinking: boolean,
): ChatModelResponse['response'] {
  const calls = tool_calls.map(({ id, name, arguments: params }): PendingCall => ({
    type: 'functionCall',
    name,
    params,
    result: undefined,
    callId: id,
  }));
  return [...(thinking && showsThinking ? [thoughtOf(thinking)] : []), ...(content ? [content] : []), ...calls];
}

const thoughtOf = (text: string) => ({ type: 'segment', segmentType: 'thought', text, ended: true }) as const;

/** A call that keeps its id until its result arrives. */
type PendingCall = ChatModelFunctionCall & { callId?: string };

function addResult(history: ChatHistoryItem[], { content, tool_call_id, tool_name }: ChatMessage): void {
  const calls = openTurn(history).response.filter(
    (part): part is PendingCall => typeof part !== 'string' && part.type === 'functionCall',
  );
  const open = calls.filter((call) => call.result === undefined);
  const call =
    open.find((one) => tool_call_id !== undefined && one.callId === tool_call_id) ??
    open.find((one) => one.name === tool_name) ??
    open[0];
  if (call) call.result = content;
  // The model should see even a result without a matching call.
  else
    openTurn(history).response.push({ type: 'functionCall', name: tool_name ?? 'tool', params: {}, result: content });
}
