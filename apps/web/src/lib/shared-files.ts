// What another app shares arrives at the service worker, and waits in a cache until a page takes it.

/** Where the manifest says that shares are posted to. The server does not know it. */
export const SHARE_PATH = '/share';

const CACHE = 'shared';
const keyOf = (number: number): string => `${SHARE_PATH}/${number}`;

/** Keeps the shared pictures. @returns the address of a new chat, with the shared text for its composer */
export async function keepShared(form: FormData): Promise<string> {
  const text = ['title', 'text', 'url']
    .map((name) => form.get(name))
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .join('\n');
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  const files = form.getAll('files').filter((file): file is File => file instanceof File);
  await Promise.all(files.map((file, number) => cache.put(keyOf(number), new Response(file))));
  const search = new URLSearchParams({ ...(text && { q: text }), ...(files.length > 0 && { shared: 'true' }) });
  return `/chat?${search.toString()}`;
}

/** The shared pictures, once. */
export async function takeShared(): Promise<File[]> {
  const cache = await caches.open(CACHE);
  const files = await Promise.all(
    (await cache.keys()).map(async (key, number) => {
      const blob = await (await cache.match(key))!.blob();
      return new File([blob], `shared-${number + 1}`, { type: blob.type });
    }),
  );
  await caches.delete(CACHE);
  return files;
}
