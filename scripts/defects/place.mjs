// Where defects are planted. `pnpm test` looks every place up, so that the list does not rot while the code moves on.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run.mjs';
import { DEFECTS } from './list.mjs';

/** @returns the text with the fault. @throws Error when the place is not there exactly once */
export function planted(text, { name, find, replace }) {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${name}: the place is there ${parts.length - 1} times`);
  return parts.join(replace);
}

/** @returns {Promise<string[]>} a sentence for each of these defects whose file, place or specs are gone */
export async function misplaced(defects = DEFECTS) {
  const faults = await Promise.all(
    defects.map(async (defect) => {
      const gone = [defect.file, ...defect.specs].filter((file) => !existsSync(path.join(root, file)));
      if (gone.length > 0) return `${defect.name}: there is no ${gone.join(', ')}`;
      try {
        planted(await readFile(path.join(root, defect.file), 'utf8'), defect);
      } catch (error) {
        return error.message;
      }
    }),
  );
  return faults.filter(Boolean);
}
