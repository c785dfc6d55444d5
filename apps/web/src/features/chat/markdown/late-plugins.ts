import { useEffect, useState } from 'react';

/** Plugins of the renderer that load once a text needs them, and stay. */
export function latePlugins<T>(load: () => Promise<T>): (isNeeded: boolean) => T | undefined {
  let loading: Promise<T> | undefined;
  let loaded: T | undefined;
  const start = () =>
    (loading ??= load()
      .then((plugins) => (loaded = plugins))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));
  return function useLatePlugins(isNeeded) {
    const [plugins, setPlugins] = useState(() => loaded);
    useEffect(() => {
      if (!isNeeded || plugins) return;
      let current = true;
      start().then(
        (found) => current && setPlugins(() => found),
        () => undefined,
      );
      return () => {
        current = false;
      };
    }, [isNeeded, plugins]);
    return isNeeded ? plugins : undefined;
  };
}
