import type { BackendFinish, ChatChunk, Done } from '../../llm.port.js';
import { textReader, type TextReader } from '../../think-splitter.js';
import { duration, tokenCount } from '../http/figures.js';
import { streamInterrupted } from '../http/faults.js';
import { contentOf, listOf, objectOf, textOf, type Json } from '../http/json.js';
import { EventReader } from './sse-reader.js';
import { ToolCallAssembler } from './tool-call-assembler.js';

type ToError = (message: unknown, status: number) => Error;

const FINISH = new Map<unknown, BackendFinish>([
  ['length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
]);

/**
 * The events of a completion as parts of an answer. The usage comes after the finish reason, in an event without
 * choices. Servers that lose their model in mid-stream just stop, so an answer with neither a finish reason nor
 * `[DONE]` is incomplete.
 * @throws DomainError what `toError` makes of an error in mid-stream, `llm.ended-early`
 */
export class OpenAiAnswerReader extends EventReader<ChatChunk> {
  /** Whether the backend said that it is complete. */
  private isComplete = false;
  private readonly calls = new ToolCallAssembler();
  private readonly done: Done = {
    type: 'done',
    finish_reason: 'stop',
    usage: { input_tokens: 0, output_tokens: 0 },
    timings: {},
  };

  constructor(
    label: string,
    private readonly toError: ToError,
    private readonly text: TextReader = textReader({}),
  ) {
    super(label);
  }

  /** Reads the one JSON body of a server that does not stream although it was asked to. */
  whole(body: unknown): this {
    this.event(body);
    this.isComplete ||= listOf(objectOf(body).choices).length > 0;
    return this;
  }

  protected event(event: unknown): void {
    const chunk = objectOf(event);
    if (chunk.error) throw this.toError(chunk, statusOf(chunk.error));
    const choice = objectOf(listOf(chunk.choices)[0]);
    const message = objectOf(choice.delta ?? choice.message);
    const thinking = textOf(message.reasoning_content) || textOf(message.reasoning);
    if (thinking) this.parts.push({ type: 'thinking', text: thinking });
    // Text completions have their text on the choice, llama.cpp's own ones on the event itself.
    const content = contentOf(message.content) || textOf(choice.text) || textOf(chunk.content);
    if (content) this.parts.push(...this.text.push(content));
    if (message.tool_calls) this.calls.add(listOf(message.tool_calls));
    if (choice.finish_reason) {
      this.isComplete = true;
      this.done.finish_reason = FINISH.get(choice.finish_reason) ?? 'stop';
    }
    if (chunk.stop === true) this.readNativeEnd(chunk);
    this.readFigures(chunk);
  }

  protected last(): void {
    this.isComplete = true;
  }

  protected override finish(): void {
    super.finish();
    this.parts.push(...this.text.end());
    if (!this.isComplete) throw streamInterrupted(this.label);
    const assembled = this.calls.finish();
    if (assembled.length) {
      this.parts.push({ type: 'tool_calls', calls: assembled });
      // Some servers say "stop" after tool calls.
      if (this.done.finish_reason === 'stop') this.done.finish_reason = 'tool_calls';
    }
    this.parts.push(this.done);
  }

  /** The end of a completion in llama.cpp's own protocol. */
  private readNativeEnd({ stop_type, tokens_evaluated, tokens_predicted }: Json): void {
    this.isComplete = true;
    this.done.finish_reason = stop_type === 'limit' ? 'length' : 'stop';
    this.done.usage = { input_tokens: tokenCount(tokens_evaluated), output_tokens: tokenCount(tokens_predicted) };
  }

  private readFigures({ usage, timings }: Json): void {
    if (usage)
      this.done.usage = {
        input_tokens: tokenCount(objectOf(usage).prompt_tokens),
        output_tokens: tokenCount(objectOf(usage).completion_tokens),
      };
    if (timings)
      this.done.timings = {
        prompt_ms: duration(objectOf(timings).prompt_ms),
        eval_ms: duration(objectOf(timings).predicted_ms),
      };
  }
}

function statusOf(error: unknown): number {
  const { code } = objectOf(error);
  return Number.isInteger(code) ? (code as number) : 500;
}
