import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MODEL_NAME, buildTinyModel } from '@pocket-llm/tiny-model';
import { INSTALLED_ENGINE, type EngineSource } from './engine.js';
import { EmbeddedBackend, type EmbeddedOptions } from './embedded.backend.js';

const start = (folder: string, more: Partial<EmbeddedOptions> = {}) =>
  new EmbeddedBackend({ folder, threads: 1, ...more });

describe('what is known of the files of models', () => {
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(path.join(tmpdir(), 'facts-'));
  });
  afterEach(() => rm(own, { recursive: true }));

  it('knows its models again at the next start, without loading the engine', async () => {
    const before = await start(own).models();
    const loads: string[] = [];
    const source: EngineSource = {
      ...INSTALLED_ENGINE,
      load: () => {
        loads.push('loaded');
        return INSTALLED_ENGINE.load();
      },
    };
    const again = start(own, { source });
    expect(await again.models()).toEqual(before);
    expect((await again.health()).reachable).toBe(true);
    expect(loads).toEqual([]);

    await writeFile(path.join(own, 'new.gguf'), buildTinyModel());
    expect((await again.models()).map(({ name }) => name)).toEqual(['new', MODEL_NAME]);
    expect(loads).toEqual(['loaded']);
  });

  it('says that its engine is damaged as soon as it is needed, and not that there are no models', async () => {
    const source = { ...INSTALLED_ENGINE, load: () => Promise.reject(new Error('invalid ELF header')) };
    const damaged = start(own, { source });
    await expect(damaged.models()).rejects.toMatchObject({ code: 'llm.unavailable' });
    expect((await damaged.health()).reachable).toBe(false);
  });

  it.each(['{"version":1,"known":', '{"version":0,"known":[]}', 'null', '{"version":1}'])(
    'reads its files anew when what it kept of them is %s',
    async (kept) => {
      const before = await start(own).models();
      await writeFile(path.join(own, '.facts.json'), kept);
      expect(await start(own).models()).toEqual(before);
    },
  );
});
