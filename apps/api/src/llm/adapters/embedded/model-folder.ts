import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { GgufMetadata } from 'node-llama-cpp';
import { MODEL_FILE, MODEL_NAME, buildTinyModel, writeTinyModel } from '@pocket-llm/tiny-model';
import type { BackendModel, Capability, Room } from '../../llm.port.js';
import type { Engine } from './engine.js';
import { checkHeader } from './gguf-header.js';

type Entry = Omit<BackendModel, 'loaded' | 'context_window'>;

interface Known {
  /** Size and modification time: while they stay the same, the file was not replaced. */
  stamp: string;
  entry: Entry;
}

/** The `*.gguf` files of a folder. The demo model is written there, so that there is always one. */
export class ModelFolder {
  private readonly known = new Map<string, Known>();
  private demo: Promise<void> | undefined;

  constructor(readonly folder: string) {}

  /** Path of a model's file, whether it exists or not. Names never lead out of the folder. */
  file(name: string): string {
    return path.join(this.folder, `${path.basename(name)}.gguf`);
  }

  async has(name: string): Promise<boolean> {
    if (name !== path.basename(name)) return false;
    if (name === MODEL_NAME) await this.ensureDemo();
    return stat(this.file(name)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  async list(engine: Engine): Promise<Entry[]> {
    await this.ensureDemo();
    const files = (await readdir(this.folder)).filter(isModel).sort();
    const entries: Entry[] = [];
    // One after another: hashing several large files at once only makes the disk slower.
    for (const file of files) {
      const entry = await this.entry(engine, file).catch(() => undefined);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** Deletes a model's file. */
  async remove(name: string): Promise<void> {
    await rm(this.file(name), { force: true });
    this.known.delete(`${name}.gguf`);
  }

  async room(): Promise<Room> {
    await mkdir(this.folder, { recursive: true });
    const { bavail, blocks, bsize } = await statfs(this.folder);
    return { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
  }

  /** Writes the demo model when it is missing or of another version of this program. */
  ensureDemo(): Promise<void> {
    this.demo ??= (async () => {
      await mkdir(this.folder, { recursive: true });
      const file = path.join(this.folder, MODEL_FILE);
      const present = await readFile(file).catch(() => undefined);
      if (!present?.equals(buildTinyModel())) await writeTinyModel(file);
    })().catch((error: unknown) => {
      this.demo = undefined;
      throw error;
    });
    return this.demo;
  }

  /** Facts about a file, read and hashed again only when it changed. A file that is not GGUF has no entry. */
  private async entry(engine: Engine, file: string): Promise<Entry> {
    const full = path.join(this.folder, file);
    const { size, mtimeMs } = await stat(full);
    const stamp = `${size}:${mtimeMs}`;
    const before = this.known.get(file);
    if (before?.stamp === stamp) return before.entry;
    await checkHeader(full);
    const { metadata } = await engine.readGgufFileInfo(full, {
      readTensorInfo: false,
      sourceType: 'filesystem',
      logWarnings: false,
    });
    const { architecture, size_label: parameterSize } = metadata.general;
    const own = (metadata as unknown as Record<string, { context_length?: number } | undefined>)[architecture];
    const entry: Entry = {
      name: path.basename(file, '.gguf'),
      digest: await sha256(full),
      size_bytes: size,
      context_length: own?.context_length ?? null,
      capabilities: capabilitiesOf(file, architecture, metadata.tokenizer),
      parameter_size: parameterSize,
      quantization: engine.GgufFileType[metadata.general.file_type ?? -1]?.replace(/^MOSTLY_/, ''),
    };
    this.known.set(file, { stamp, entry });
    return entry;
  }
}

/** Only the first file of a split model is opened; vision projectors are not models of their own. */
const isModel = (file: string) =>
  file.endsWith('.gguf') && !/mmproj/i.test(file) && !/-(?!0*1-of-)\d{5}-of-\d{5}\.gguf$/.test(file);

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
