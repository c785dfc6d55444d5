// `pnpm pictures`: every screen, in every state, theme and width, into pictures/ with a contact sheet.
//   --only <pattern>    screens and states whose name matches, such as 'users' or 'logs inspector'
//   --theme light|dark  --width 1280|768|390   only these
//   --gallery           the components alone
//   --snapshots         renews the reference pictures of e2e/visual.spec.ts
//   --docs              renews the pictures and the recording in docs/pictures
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { node, root, tool } from './run.mjs';

const OUT = path.join(root, 'pictures');
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    theme: { type: 'string' },
    width: { type: 'string' },
    workers: { type: 'string', default: '2' },
    gallery: { type: 'boolean' },
    snapshots: { type: 'boolean' },
    docs: { type: 'boolean' },
  },
});

/** Runs Playwright. @returns {Promise<number>} its exit code */
const playwright = (args, env = {}) => node([tool('@playwright/test/cli.js'), 'test', ...args], { env });

/** Writes the contact sheet of the pictures that are there: `screen--state--theme--width.png`. */
async function writeSheet() {
  const files = (await readdir(OUT)).filter((file) => file.endsWith('.png')).sort();
  const pictures = files.map((file) => {
    const [screen, state, theme, width] = file.slice(0, -'.png'.length).split('--');
    return { file, screen, state, theme, width };
  });
  const page = await readFile(path.join(root, 'e2e/pictures/sheet.html'), 'utf8');
  await writeFile(path.join(OUT, 'index.html'), page.replace('[] /* pictures */', JSON.stringify(pictures)));
  console.log(`${files.length} pictures in pictures/index.html`);
}

async function takePictures() {
  if (!values.only && !values.theme && !values.width) await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  const code = await playwright(
    [
      ...['--config', 'e2e/pictures/playwright.config.ts', 'all.pictures', '--workers', values.workers],
      ...(values.gallery ? ['-g', 'gallery'] : values.only ? ['-g', values.only] : []),
    ],
    {
      ...(values.theme && { PICTURES_THEMES: values.theme }),
      ...(values.width && { PICTURES_WIDTHS: values.width }),
    },
  );
  await writeSheet();
  return code;
}

await build();
if (values.snapshots)
  process.exit(await playwright(['--config', 'e2e/playwright.config.ts', 'visual', '--update-snapshots=all']));
if (values.docs)
  process.exit(await playwright(['--config', 'e2e/pictures/playwright.config.ts', 'docs.pictures', '--workers', '1']));
process.exit(await takePictures());
