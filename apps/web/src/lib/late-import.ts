import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react';

/**
 * An import that starts once something needs it, and stays. The hook gives undefined until it has arrived, and also
 * when it fails, unless it is `vital`: then the page shows its error.
 */
export function lateImport<T>(load: () => Promise<T>, { vital = false } = {}) {
  let loading: Promise<T> | undefined;
  let loaded: T | undefined;
  const start = () =>
    (loading ??= load()
      .then((found) => (loaded = found))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));
  const useLateImport = (isNeeded: boolean): T | undefined => {
    const [imported, setImported] = useState(() => loaded);
    useEffect(() => {
      if (!isNeeded || imported) return;
      let current = true;
      start().then(
        (found) => current && setImported(() => found),
        (error: unknown) =>
          current &&
          vital &&
          setImported(() => {
            throw error;
          }),
      );
      return () => {
        current = false;
      };
    }, [isNeeded, imported]);
    return isNeeded ? imported : undefined;
  };
  return Object.assign(useLateImport, { start });
}

/**
 * A component that loads when it is first rendered, or before, by `preload`. Unlike with `lazy`, it shows at once when
 * it is there, and as soon as it arrives: React holds back what replaces the fallback of a `Suspense`.
 */
export function lateComponent<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const useComponent = lateImport(load, { vital: true });
  const Late = ({ fallback, ...props }: Props & { fallback: ReactNode }) => {
    const component = useComponent(true);
    return component ? createElement(component, props as unknown as Props) : fallback;
  };
  // If it fails, the component tries again.
  return Object.assign(Late, { preload: (): void => void useComponent.start().catch(() => undefined) });
}
