import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GgufMetadata } from 'node-llama-cpp';
import { MODEL_FILE } from '@pocket-llm/tiny-model';
import type { BackendModel, Capability } from '../../llm.port.js';
import type { Engine } from './engine.js';
import { checkHeader } from './gguf-header.js';

/** What is known of a model's file. */
export type Facts = Omit<BackendModel, 'loaded' | 'context_window'>;

interface Known {
  /** Size, times and place on the disk: while they stay the same, the file was not replaced. */
  stamp: string;
  facts: Facts;
}

/** Raise it when something else is read from a file, or differently: what was kept before is read anew. */
const VERSION = 1;
/** In the folder of the models. */
const KEPT_IN = '.facts.json';

/**
 * The facts of the files in a folder. They are kept beside the files: reading one takes the engine, which costs a start
 * half a second and 15 MB, and a file's digest takes reading all of it.
 */
export class ModelFacts {
  private known: Promise<Map<string, Known>> | undefined;
  private changed = false;

  /** @param engine loads the engine; asked for only when there is a file of which nothing is known */
  constructor(
    private readonly folder: string,
    private readonly engine: () => Promise<Engine>,
  ) {}

  /** @throws Error when the file is not a GGUF file; DomainError when the engine is not there */
  async of(file: string): Promise<Facts> {
    const known = await (this.known ??= this.kept());
    const full = path.join(this.folder, file);
    const { size, mtimeMs, ctimeMs, ino } = await stat(full);
    const stamp = `${size}:${mtimeMs}:${ctimeMs}:${ino}`;
    const before = known.get(file);
    if (before?.stamp === stamp) return before.facts;
    await checkHeader(full);
    const facts = await readFacts(await this.engine(), full, size);
    known.set(file, { stamp, facts });
    this.changed = true;
    return facts;
  }

  forget(file: string): void {
    void this.known?.then((known) => known.delete(file));
    this.changed = true;
  }

  /** Keeps the facts of these files for the next start, if some are new. A folder that takes none goes without. */
  async keep(files: readonly string[]): Promise<void> {
    if (!this.changed || !this.known) return;
    this.changed = false;
    const known = [...(await this.known)].filter(([file]) => files.includes(file));
    const kept = path.join(this.folder, KEPT_IN);
    await writeFile(`${kept}.new`, JSON.stringify({ version: VERSION, known }))
      .then(() => rename(`${kept}.new`, kept))
      .catch(() => undefined);
  }

  private async kept(): Promise<Map<string, Known>> {
    try {
      const { version, known } = JSON.parse(await readFile(path.join(this.folder, KEPT_IN), 'utf8')) as {
        version: number;
        known: [string, Known][];
      };
      return new Map(version === VERSION ? known : []);
    } catch {
      return new Map(); // Absent or damaged: everything is read anew.
    }
  }
}

async function readFacts(engine: Engine, full: string, size: number): Promise<Facts> {
  const { metadata } = await engine.readGgufFileInfo(full, {
    readTensorInfo: false,
    sourceType: 'filesystem',
    logWarnings: false,
  });
  const { architecture, size_label: parameterSize } = metadata.general;
  const own = (metadata as unknown as Record<string, { context_length?: number } | undefined>)[architecture];
  return {
    name: path.basename(full, '.gguf'),
    digest: await sha256(full),
    size_bytes: size,
    context_length: own?.context_length ?? null,
    capabilities: capabilitiesOf(path.basename(full), architecture, metadata.tokenizer),
    parameter_size: parameterSize,
    quantization: engine.GgufFileType[metadata.general.file_type ?? -1]?.replace(/^MOSTLY_/, ''),
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

type Tokenizer = GgufMetadata['tokenizer'] | undefined;

function capabilitiesOf(file: string, architecture: string, tokenizer: Tokenizer): Capability[] {
  if (/bert|embed/i.test(architecture)) return ['embedding'];
  if (file === MODEL_FILE) return ['completion', 'tools', 'thinking'];
  const template = tokenizer?.chat_template ?? '';
  return [
    'completion',
    ...(/\btools\b/.test(template) ? (['tools'] as const) : []),
    ...(/<think>|enable_thinking/.test(template) ? (['thinking'] as const) : []),
    ...(hasMarksOfGap(tokenizer) ? (['insert'] as const) : []),
  ];
}

/** What the makers of models call the mark before a text with a gap. */
const MARK_OF_GAP = /^(<[|\uff5c]?fim[-_\u2581](prefix|begin)[|\uff5c]?>|\u2581?<PRE>|<\|code_prefix\|>)$/;

/** Whether the model has marks to fill in the middle: named in its header, or known by their text. */
function hasMarksOfGap(tokenizer: Tokenizer): boolean {
  const { fim_pre_token_id, prefix_token_id, tokens = [] } = tokenizer?.ggml ?? {};
  return (fim_pre_token_id ?? prefix_token_id) !== undefined || tokens.some((token) => MARK_OF_GAP.test(token));
}
