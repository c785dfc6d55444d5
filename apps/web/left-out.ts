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
  'lib/helpers/AxiosURLSearchParams.js': 'export default undefined',
  'lib/helpers/cookies.js': 'export default { read: () => null }',
  'lib/helpers/estimateDataURLDecodedBytes.js': 'export default () => 0',
  'lib/helpers/formDataToJSON.js': 'export default (form) => form',
  'lib/helpers/HttpStatusCode.js': 'export default {}',
  'lib/helpers/isURLSameOrigin.js': 'export default () => false',
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

/**
 * Modules of which we need little, as that little: addresses have no base and bring their query along (axios),
 * parameters are words, numbers or lists of them (the generated client), styles come from our formulas alone, without
 * comments and addresses, and the router scrolls to the top or to a place of the page, but brings no scrolling back.
 */
const SHORT: Record<string, string> = {
  'lib/core/buildFullPath.js': 'export default (base, url) => url',
  'lib/helpers/buildURL.js': 'export default (url) => url',
  'generated/core/pathSerializer.gen.ts': `
    export const serializePrimitiveParam = ({ name, value }) => name + '=' + encodeURIComponent(value);
    export const serializeArrayParam = ({ name, value: all }) =>
      all.map((value) => serializePrimitiveParam({ name, value })).join('&');
    export const serializeObjectParam = () => ${REFUSED};`,
  'style-to-object/esm/index.mjs': `
    export default (style, use) => {
      for (const one of style.split(';')) {
        const [name, value = ''] = one.split(':');
        use(name.trim(), value.trim());
      }
    };`,
  'router-core/dist/esm/scroll-restoration.js': `
    export function setupScrollRestoration({ _scroll: scroll, subscribe }) {
      if (scroll.r) return;
      scroll.r = true;
      subscribe('onRendered', ({ toLocation: { hash, state } }) => {
        const moves = scroll.n;
        scroll.n = true;
        const how = state.__hashScrollIntoViewOptions ?? true;
        if (!hash) moves && scrollTo({ top: 0, left: 0 });
        else if (how) document.getElementById(hash)?.scrollIntoView(how);
      });
    }
    export const defaultGetScrollRestorationKey = () => ${REFUSED};
    export const getElementScrollRestorationEntry = () => undefined;
    export const storageKey = '';`,
};

const OURS = { ...UNUSED, ...SHORT };
const PACKAGES =
  'axios|generated|structured-clone|micromark-core-commonmark|property-information|vfile-message|style-to-object|' +
  'router-core';
const FOUND = new RegExp(String.raw`[\\/](${PACKAGES})[\\/](.+[\\/])?[\w.-]+\.m?[jt]s$`);

/** Leaves these modules out of the build. Fails when one is no longer there, so that the list stays true. */
export function leftOut(): Plugin {
  const missing = new Set(Object.keys(OURS));
  return {
    name: 'left-out',
    apply: 'build',
    load: {
      filter: { id: FOUND },
      handler: (id) => {
        const path = id.replaceAll('\\', '/');
        const name = Object.keys(OURS).find((end) => path.endsWith(`/${end}`));
        if (name === undefined) return undefined;
        missing.delete(name);
        return OURS[name];
      },
    },
    buildEnd(error) {
      if (!error && missing.size > 0) this.error(`Nothing imports ${[...missing].join(', ')}: see left-out.ts.`);
    },
  };
}
