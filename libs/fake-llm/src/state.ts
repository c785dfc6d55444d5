import type { Exchange } from './exchange.js';
import { withTag, type FakeModel, type ModelStore } from './models.js';
import type { AnswerRequest } from './answer.js';
import type { Performance } from './play.js';
import { findScenario, type Scenario } from './scenarios.js';
import { countTokens } from './texts.js';
import { Semaphore } from './waiting.js';

/** The state that a server's handlers share. */
export class FakeState {
  scenario: Scenario;
  readonly gate = new Semaphore(0);
  /** Downloaded bytes of layers, by digest: a later pull resumes from here. */
  readonly pulled = new Map<string, number>();
  private readonly slots = new Map<string, Semaphore>();

  constructor(
    readonly models: ModelStore,
    readonly options: { scenario: Scenario; slots: number; delayMs: number; apiKey?: string },
  ) {
    this.scenario = options.scenario;
  }

  /** The prompt's prefix takes precedence, then the model's name, then the server's scenario. */
  scenarioFor(model: string, prompt: string): { scenario: Scenario; prompt: string } {
    const [, scenarioName, rest] = /^scenario:(\S+)\s*([^]*)$/.exec(prompt) ?? [];
    const byPrompt = scenarioName ? findScenario(scenarioName) : undefined;
    if (byPrompt) return { scenario: byPrompt, prompt: rest ?? '' };
    const byName = /^fake-([\w-]+)/i.exec(model)?.[1];
    return { scenario: (byName ? findScenario(byName) : undefined) ?? this.scenario, prompt };
  }

  /** Waits for a slot of the model, first come first served and without limit, as for a loaded model. */
  async withSlot(model: FakeModel, exchange: Exchange, work: () => Promise<void>): Promise<void> {
    const id = withTag(model.name).toLowerCase();
    const slots = this.slots.get(id) ?? new Semaphore(this.options.slots);
    this.slots.set(id, slots);
    await slots.take(exchange.signal);
    try {
      await work();
    } finally {
      slots.release();
    }
  }

  performance(scenario: Scenario, request: AnswerRequest, promptTokens: number, loaded: boolean): Performance {
    return { scenario, request, promptTokens, loaded, delayMs: this.options.delayMs, gate: this.gate };
  }
}

export interface WireMessage {
  role: string;
  content?: unknown;
  images?: unknown[];
}

/** The text of a message whose content may also be a list of parts, as in OpenAI's API. */
export function textOf(message: WireMessage | undefined): string {
  const content = message?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('');
}

/** The prompt that a scenario answers, and the size of the conversation. */
export function conversation(messages: WireMessage[]) {
  const prompt = textOf(messages.findLast((message) => message.role === 'user'));
  const tokens = messages.map((message) => countTokens(textOf(message)) + 5);
  return { prompt, tokens, afterTool: messages.at(-1)?.role === 'tool' };
}
