import { type Plugin } from 'vite';

const REFUSED = "{ throw new Error('left out of the build'); }";

/**
 * Modules that our packages bring for others and that never run here, by the end of their path: requests by
 * XMLHttpRequest, cookies of other frameworks, forms, names of statuses, progress, and checks of options that only our
 * own code sets (axios), a reader of streams beside ours (the generated client), and in the renderer of Markdown a copy
 * of what every browser has that we build for, blocks of HTML, which are switched off, names of SVG, which React knows
 * as well, and errors with places in files. Together they are 15 KiB.
 */
const UNUSED: Record<string, string> = {
  'lib/adapters/xhr.js': 'export default false',
  'lib/cancel/CancelToken.js': 'export default undefined',
  'lib/core/assertParamsAcyclic.js': 'export default () => undefined',
  'lib/core/createMultipartBody.js': 'export default undefined',
  'lib/core/setFormDataHeaders.js': `export default () => ${REFUSED}`,
  'lib/helpers/cookies.js': 'export default { read: () => null }',
  'lib/helpers/estimateDataURLDecodedBytes.js': 'export default () => 0',
  'lib/helpers/formDataToJSON.js': 'export default (form) => form',
  'lib/helpers/HttpStatusCode.js': 'export default {}',
  'lib/helpers/progressEventReducer.js': ['progressEventReducer', 'progressEventDecorator', 'asyncDecorator']
    .map((name) => `export const ${name} = () => ${REFUSED};`)
    .join('\n'),
  'lib/helpers/toFormData.js': `export default () => ${REFUSED}`,
  'lib/helpers/toURLEncodedForm.js': `export default () => ${REFUSED}`,
  'lib/helpers/validator.js':
    'const none = () => undefined;' +
    'export default { assertOptions: none, validators: { transitional: none, spelling: none } };',
  'generated/core/serverSentEvents.gen.ts': `export const createSseClient = () => ${REFUSED}`,
  'structured-clone/esm/index.js': 'export default structuredClone',
  'micromark-core-commonmark/lib/html-flow.js': `export const htmlFlow = { name: 'htmlFlow', tokenize() ${REFUSED} };`,
  'property-information/lib/svg.js': `export { html as svg } from './html.js';`,
  'vfile-message/index.js': 'export class VFileMessage extends Error {}',
};
const PACKAGES = 'axios|generated|structured-clone|micromark-core-commonmark|property-information|vfile-message';
const FOUND = new RegExp(String.raw`[\\/](${PACKAGES})[\\/](.+[\\/])?[\w.-]+\.[jt]s$`);

/** Leaves these modules out of the build. Fails when one is no longer there, so that the list stays true. */
export function leftOut(): Plugin {
  const missing = new Set(Object.keys(UNUSED));
  return {
    name: 'left-out',
    apply: 'build',
    load: {
      filter: { id: FOUND },
      handler: (id) => {
        const path = id.replaceAll('\\', '/');
        const name = Object.keys(UNUSED).find((end) => path.endsWith(`/${end}`));
        if (name === undefined) return undefined;
        missing.delete(name);
        return UNUSED[name];
      },
    },
    buildEnd(error) {
      if (!error && missing.size > 0) this.error(`Nothing imports ${[...missing].join(', ')}: see left-out.ts.`);
    },
  };
}
