import { pieces, type AnswerRequest, type Piece } from './answer.js';
import type { Exchange } from './exchange.js';
import type { Fault, FakeToolCall, Scenario } from './scenarios.js';
import { ClientDisconnected, forever, pause, type Semaphore } from './waiting.js';

/** How an answer ended, and its counts. */
export interface Outcome {
  reason: 'stop' | 'length';
  promptTokens: number;
  outputTokens: number;
  startedAt: number;
  firstAt: number;
  endedAt: number;
  loaded: boolean;
}

/** How a protocol writes an answer. Every string is a complete line or event, including its line ending. */
export interface WireFormat {
  contentType: string;
  piece(piece: Piece): string;
  error(message: string): string;
  end(outcome: Outcome): string[];
}

export interface Performance {
  scenario: Scenario;
  request: AnswerRequest;
  promptTokens: number;
  loaded: boolean;
  /** Milliseconds before each piece, unless the scenario sets its own. */
  delayMs: number;
  gate: Semaphore;
}

const HUGE_LINE = 9 * 1024 * 1024;

/** Yields the scenario's pieces at their times; throws a fault at its position. */
async function* paced(performance: Performance, exchange: Exchange): AsyncGenerator<Piece | Fault, 'stop' | 'length'> {
  const { scenario, request, delayMs, gate } = performance;
  const signal = exchange.ceased;
  try {
    if (scenario.hang) await forever(signal);
    if (scenario.firstDelayMs) await pause(scenario.firstDelayMs, signal);
    const source = pieces(scenario, request);
    for (let count = 0; ; count++) {
      if (scenario.fault?.after === count) {
        if (scenario.fault.kind === 'stall') await forever(signal);
        yield scenario.fault;
      }
      if (scenario.gated) await gate.take(signal);
      else await pause(scenario.delayMs ?? delayMs, signal);
      const next = source.next();
      if (next.done) return next.value;
      yield next.value;
    }
  } catch (error) {
    if (exchange.signal.aborted || !signal.aborted) throw error;
    return 'stop';
  }
}

const isFault = (event: Piece | Fault): event is Fault => 'after' in event;

/** Writes a streamed answer. The response starts with its first piece, like Ollama's. */
export async function stream(exchange: Exchange, performance: Performance, format: WireFormat): Promise<void> {
  const { scenario } = performance;
  const lines = new LineWriter(exchange, scenario.writes);
  const outcome: Outcome = {
    reason: 'stop',
    promptTokens: performance.promptTokens,
    outputTokens: 0,
    startedAt: Date.now(),
    firstAt: 0,
    endedAt: 0,
    loaded: performance.loaded,
  };
  const begin = () => {
    if (exchange.started) return;
    outcome.firstAt = Date.now();
    exchange.begin(
      200,
      format.contentType,
      scenario.fault?.kind === 'content-length' ? { 'Content-Length': '1000000' } : {},
    );
  };
  const events = paced(performance, exchange);
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    begin();
    if (!isFault(next.value)) {
      outcome.outputTokens += 1;
      await lines.write(format.piece(next.value));
    } else if (await simulateFault(next.value, exchange, lines, format)) return;
  }
  begin();
  outcome.reason = next.value;
  outcome.endedAt = Date.now();
  // The token that ends an answer counts as well.
  if (outcome.reason === 'stop') outcome.outputTokens += 1;
  for (const line of format.end(outcome)) await lines.write(line);
  await lines.flush();
  exchange.end();
}

/**
 * Simulates a fault.
 * @returns whether the answer is over.
 */
async function simulateFault(
  fault: Fault,
  exchange: Exchange,
  lines: LineWriter,
  format: WireFormat,
): Promise<boolean> {
  switch (fault.kind) {
    case 'error':
      await lines.write(format.error(fault.message ?? 'the model failed'));
      break;
    case 'reset':
    case 'content-length':
      await exchange.destroy();
      return true;
    case 'invalid-utf8': {
      const line = Buffer.from(format.piece({ kind: 'content', text: '@@' }));
      line.fill(0xff, line.indexOf('@@'), line.indexOf('@@') + 2);
      await exchange.write(line);
      return false;
    }
    case 'huge-line':
      for (let sent = 0; sent < HUGE_LINE; sent += 65_536) await exchange.write('x'.repeat(65_536));
      break;
    case 'silent-end':
    case 'stall':
      break;
  }
  await lines.flush();
  exchange.end();
  return true;
}

/** Sends an answer as one object. */
export interface Collected {
  content: string;
  thinking: string;
  calls: FakeToolCall[];
  outcome: Outcome;
  fault: Fault | undefined;
}

/** Plays a scenario to its end without sending anything. Faults that break the connection do so here as well. */
export async function collect(exchange: Exchange, performance: Performance): Promise<Collected> {
  const outcome: Outcome = {
    reason: 'stop',
    promptTokens: performance.promptTokens,
    outputTokens: 0,
    startedAt: Date.now(),
    firstAt: 0,
    endedAt: 0,
    loaded: performance.loaded,
  };
  const all: Collected = { content: '', thinking: '', calls: [], outcome, fault: undefined };
  const events = paced(performance, exchange);
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    outcome.firstAt ||= Date.now();
    const event = next.value;
    if (isFault(event)) {
      if (event.kind === 'reset' || event.kind === 'content-length') {
        await exchange.destroy();
        throw new ClientDisconnected('the connection was cut');
      }
      if (event.kind !== 'invalid-utf8') return { ...all, fault: event, outcome: { ...outcome, endedAt: Date.now() } };
    } else if (event.kind === 'calls') all.calls.push(...event.calls);
    else all[event.kind] += event.text;
    outcome.outputTokens += 1;
  }
  outcome.firstAt ||= Date.now();
  outcome.reason = next.value;
  outcome.endedAt = Date.now();
  return all;
}

/** Spreads lines over writes in ways that break careless readers. */
class LineWriter {
  private held = '';

  constructor(
    private readonly exchange: Exchange,
    private readonly manner: Scenario['writes'],
  ) {}

  async write(line: string): Promise<void> {
    if (this.manner === 'half-lines') await this.parts(line.slice(0, line.length >> 1), line.slice(line.length >> 1));
    else if (this.manner === 'split-characters') await this.parts(...splitInsideCharacters(line));
    else if (this.manner === 'two-lines' && !this.held) this.held = line;
    else await this.flush(line);
  }

  async flush(more = ''): Promise<void> {
    const text = this.held + more;
    this.held = '';
    if (text) await this.exchange.write(text);
  }

  /** The pause makes it likely that each part is sent in its own packet. */
  private async parts(...parts: (string | Buffer)[]): Promise<void> {
    for (const part of parts) {
      await this.exchange.write(part);
      await pause(1, this.exchange.signal);
    }
  }
}

/** Splits the bytes of a line after the first byte of every multi-byte character. */
function splitInsideCharacters(line: string): Buffer[] {
  const bytes = Buffer.from(line);
  const parts: Buffer[] = [];
  let from = 0;
  bytes.forEach((byte, i) => {
    if (byte < 0xc0) return;
    parts.push(bytes.subarray(from, i + 1));
    from = i + 1;
  });
  return [...parts, bytes.subarray(from)];
}
