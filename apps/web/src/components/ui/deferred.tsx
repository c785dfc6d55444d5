import { cloneElement, type ComponentType, type ReactElement, useState } from 'react';

interface Triggered {
  trigger: ReactElement;
  /** Opens as soon as it is there. */
  startOpen?: boolean;
}

interface DeferredProps<Props extends Triggered> {
  /** The control that is there from the start. */
  trigger: ReactElement<Record<string, unknown>>;
  load: () => Promise<{ default: ComponentType<Props> }>;
  props: Omit<Props, keyof Triggered>;
  /** What opens, for screen readers. */
  popup?: 'menu' | 'listbox' | 'dialog';
}

/**
 * A control whose menu is loaded when somebody is about to use it: the code of menus is not needed to read or to
 * write.
 * The first use opens it like every later one.
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
