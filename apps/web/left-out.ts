import { type Plugin } from 'vite';

const REFUSED = "{ throw new Error('left out of the build'); }";

/**
 * Modules that our packages bring for others and that never run here, by the end of their path: requests by
 * XMLHttpRequest, cookies of other frameworks, forms and names of statuses (axios), a reader of streams beside ours
 * (the generated client), and a copy of what every browser has that we build for (the renderer of Markdown). Together
 * they are 8 KiB.
 */
const UNUSED: Record<string, string> = {
  'lib/adapters/xhr.js': 'export default false',
  'lib/cancel/CancelToken.js': 'export default undefined',
  'lib/core/createMultipartBody.js': 'export default undefined',
  'lib/helpers/cookies.js': 'export default { read: () => null }',
  'lib/helpers/estimateDataURLDecodedBytes.js': 'export default () => 0',
  'lib/helpers/formDataToJSON.js': 'export default (form) => form',
  'lib/helpers/HttpStatusCode.js': 'export default {}',
  'lib/helpers/toFormData.js': `export default () => ${REFUSED}`,
  'lib/helpers/toURLEncodedForm.js': `export default () => ${REFUSED}`,
  'generated/core/serverSentEvents.gen.ts': `export const createSseClient = () => ${REFUSED}`,
  'structured-clone/esm/index.js': 'export default structuredClone',
};
const FOUND = /[\\/](axios[\\/]lib|generated[\\/]core|structured-clone[\\/]esm)[\\/]/;

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
