import { DomainError } from '../../common/errors/domain-error.js';
import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { outOfService, type BackendHost } from './backends/backend-host.js';

/** Last known state of one backend. */
export interface BackendState {
  backend: LlmBackend;
  host: BackendHost;
  models: BackendModel[];
  /** Why the query failed, or why it was not asked; absent when it answered. */
  problem?: DomainError;
  /** It has been asked again since, and has not answered in good time. */
  isLate?: boolean;
  /** Its models and the time of its last successful answer. */
  last?: { models: BackendModel[]; at: Date };
}

/** How long a round waits for one that answered the last time, and how long for one that was never asked before. */
const KNOWN_WAIT_MS = 500;
const FIRST_WAIT_MS = 1_000;
/** How long one is waited for that did not answer the last time, when there is no other. */
const FAILING_WAIT_MS = 500;
/** How long a list may take in all. A reply that begins and never ends would be waited for by every round. */
const LONGEST_LIST_MS = 30_000;

/** What is known of one backend. */
interface Known {
  /** As its last answer, or the lack of one, left it. */
  state?: BackendState;
  underway?: Promise<void>;
  /** Asked as soon as that is over, because something may have changed since it began. */
  next?: Promise<void>;
  /** A round has ended without its answer: nobody waits for it any more. */
  isLate?: boolean;
}

/**
 * Asks backends for their models, each one at a time, and keeps what they said last. Whoever fails or is late is asked
 * on, and holds nobody up: its last word counts until it has another one.
 */
export class BackendProbes {
  private readonly known = new WeakMap<LlmBackend, Known>();
  private readonly lastAnswers = new Map<string, NonNullable<BackendState['last']>>();

  /**
   * @param onAnswer called with each list that a backend sent
   * @param onLate called when the answer of one has come after its round had ended
   */
  constructor(
    private readonly onAnswer: (state: BackendState) => void,
    private readonly onLate: () => void,
  ) {}

  /**
   * Asks all of them, and waits for those that can be expected to answer: shortly when there are several.
   * @returns their states, as far as they are known then. Never fails
   */
  async round(hosts: readonly BackendHost[]): Promise<BackendState[]> {
    const asked = hosts.filter(isAsked);
    // Once it is back in service it counts as new.
    for (const host of hosts) if (!isAsked(host)) this.of(host).state = undefined;
    const isAlone = asked.length === 1;
    const isExpected = asked.some((host) => !this.isSick(host));
    const waitedFor = new Set(asked);
    await Promise.all(
      asked.map((host) => {
        const { state, isLate } = this.of(host);
        const isSick = this.isSick(host);
        const answer = this.ask(host).then(() => void waitedFor.delete(host));
        if (isSick) return isExpected || isLate ? undefined : within(answer, FAILING_WAIT_MS);
        // No network is between, and a new portal has nothing else to offer.
        if (isAlone || host.backend.provider === 'embedded') return answer;
        return within(answer, state ? KNOWN_WAIT_MS : FIRST_WAIT_MS);
      }),
    );
    // Not by whether one is being asked: another round may have begun to.
    for (const host of waitedFor) this.of(host).isLate = true;
    return this.states(hosts);
  }

  /**
   * Waits for those that may still answer: whole for one that never did, else shortly, and once.
   * @returns whether any was still being asked
   */
  async settle(hosts: readonly BackendHost[]): Promise<boolean> {
    const left = hosts.filter((host) => isAsked(host) && this.of(host).underway !== undefined);
    await Promise.all(
      left.map((host) => {
        const { underway, state } = this.of(host);
        return state ? within(underway!, FAILING_WAIT_MS) : underway;
      }),
    );
    return left.length > 0;
  }

  /** What is known now. Asks nobody. */
  states(hosts: readonly BackendHost[]): BackendState[] {
    return hosts.map((host) => {
      const { backend } = host;
      const { state, isLate } = this.of(host);
      const problem = outOfService(host);
      const now = problem ? { models: [], problem } : (state ?? { models: [], problem: unanswered(backend) });
      return { ...now, backend, host, ...(isLate && { isLate }), last: this.lastAnswers.get(backend.id) };
    });
  }

  private of({ backend }: BackendHost): Known {
    let known = this.known.get(backend);
    if (!known) this.known.set(backend, (known = {}));
    return known;
  }

  /** It did not answer the last time, or has not answered yet. */
  private isSick(host: BackendHost): boolean {
    const { state, isLate } = this.of(host);
    return Boolean(state?.problem || isLate);
  }

  private ask(host: BackendHost): Promise<void> {
    const known = this.of(host);
    if (!known.underway) return (known.underway = this.probe(host, known));
    if (this.isSick(host)) return known.underway;
    return (known.next ??= known.underway.then(() => {
      known.next = undefined;
      return this.ask(host);
    }));
  }

  private async probe(host: BackendHost, known: Known): Promise<void> {
    const state = await listModels(host);
    const { isLate } = known;
    known.state = state;
    known.underway = undefined;
    known.isLate = false;
    if (!state.problem) {
      this.lastAnswers.set(host.backend.id, { models: state.models, at: new Date() });
      this.onAnswer(state);
    }
    if (isLate) this.onLate();
  }
}

const isAsked = (host: BackendHost): boolean => host.state === 'on';

const unanswered = ({ label }: LlmBackend): DomainError =>
  new DomainError('llm.unavailable', `${label} has not answered yet.`, { retryAfter: 10 });

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref();
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}

async function listModels(host: BackendHost): Promise<BackendState> {
  const { backend } = host;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unlisted(backend)), LONGEST_LIST_MS).unref();
  });
  try {
    return { backend, host, models: await Promise.race([backend.models(), tooLate]) };
  } catch (error) {
    const problem =
      error instanceof DomainError
        ? error
        : new DomainError('llm.unavailable', `${backend.label} cannot be asked for its models.`, { cause: error });
    return { backend, host, models: [], problem };
  } finally {
    clearTimeout(timer);
  }
}

const unlisted = ({ label }: LlmBackend): DomainError =>
  new DomainError('llm.unavailable', `${label} does not finish the list of its models. Restart it.`, {
    retryAfter: 10,
  });
