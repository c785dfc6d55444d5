/** Path of an integration spec. */
export const spec = (name) => `apps/api/test/${name}.int-spec.ts`;
/** Path of a source file of the API. */
export const api = (name) => `apps/api/src/${name}.ts`;
/** Path of a source file of one of its modules. */
export const mod = (name) => api(`modules/${name}`);
