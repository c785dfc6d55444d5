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
 * first use opens the menu like every later one, unless the person has gone on to something else meanwhile.
 */
export function DeferredMenu<Props extends Triggered>({ trigger, load, props, popup = 'menu' }: DeferredProps<Props>) {
  const [loaded, setLoaded] = useState<{ Menu: ComponentType<Props>; open: boolean }>();
  if (loaded) return <loaded.Menu {...(props as Props)} trigger={trigger} startOpen={loaded.open} />;
  const ahead = () => void load().catch(() => undefined);
  const open = async () => {
    const goneOn = new AbortController();
    const options = { capture: true, signal: goneOn.signal };
    for (const kind of ['keydown', 'pointerdown']) window.addEventListener(kind, () => goneOn.abort(), options);
    const { default: Menu } = await load();
    setLoaded({ Menu, open: !goneOn.signal.aborted });
    goneOn.abort();
  };
  return cloneElement(trigger, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    onPointerEnter: ahead,
    onFocus: ahead,
    onClick: () => void open(),
  });
}
