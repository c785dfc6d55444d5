import { cloneElement, type ComponentType, type ReactElement, useState } from 'react';

interface Triggered {
  trigger: ReactElement;
  /** Opens as soon as it is loaded. */
  startOpen?: boolean;
}

interface DeferredProps<Props extends Triggered> {
  /** The button that is shown from the start. */
  trigger: ReactElement<Record<string, unknown>>;
  load: () => Promise<{ default: ComponentType<Props> }>;
  props: Omit<Props, keyof Triggered>;
  /** What the button opens, for screen readers: menu or dialog. */
  popup?: 'menu' | 'listbox' | 'dialog';
}

/**
 * A button whose menu loads when the person is about to use it, because reading and writing need no menu code. The
 * first use opens the menu like every later one.
 */
export function DeferredMenu<Props extends Triggered>({ trigger, load, props, popup = 'menu' }: DeferredProps<Props>) {
  const [Loaded, setLoaded] = useState<ComponentType<Props>>();
  if (Loaded) return <Loaded {...(props as Props)} trigger={trigger} startOpen />;
  const ahead = () => void load().catch(() => undefined);
  return cloneElement(trigger, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    onPointerEnter: ahead,
    onFocus: ahead,
    onClick: () => void load().then((module) => setLoaded(() => module.default)),
  });
}
