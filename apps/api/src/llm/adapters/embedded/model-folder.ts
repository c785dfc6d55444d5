import { mkdir, readFile, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { MODEL_FILE, MODEL_NAME, buildTinyModel, writeTinyModel } from '@pocket-llm/tiny-model';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Room } from '../../llm.port.js';
import type { Engine } from './engine.js';
import { ModelFacts, type Facts } from './model-facts.js';

/** The `*.gguf` files of a folder. The demo model is written there, so that there is always one. */
export class ModelFolder {
  private readonly facts: ModelFacts;
  private demo: Promise<void> | undefined;

  /** @param engine loads the engine, which reads what is in a file */
  constructor(
    readonly folder: string,
    engine: () => Promise<Engine>,
  ) {
    this.facts = new ModelFacts(folder, engine);
  }

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

  /** The models; a file that is not GGUF is none. @throws DomainError `llm.unavailable` when the engine fails */
  async list(): Promise<Facts[]> {
    await this.ensureDemo();
    const files = (await readdir(this.folder)).filter(isModel).sort();
    const entries: Facts[] = [];
    // One after another: hashing several large files at once only makes the disk slower.
    for (const file of files) {
      const entry = await this.facts.of(file).catch((error: unknown) => {
        if (error instanceof DomainError) throw error;
        return undefined;
      });
      if (entry) entries.push(entry);
    }
    await this.facts.keep(files);
    return entries;
  }

  /** Deletes a model's file. */
  async remove(name: string): Promise<void> {
    await rm(this.file(name), { force: true });
    this.facts.forget(path.basename(this.file(name)));
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
}

/** Only the first file of a split model is opened; vision projectors are not models of their own. */
const isModel = (file: string) =>
  file.endsWith('.gguf') && !/mmproj/i.test(file) && !/-(?!0*1-of-)\d{5}-of-\d{5}\.gguf$/.test(file);
