import type { Page } from '@playwright/test';

/** How far the document itself can be scrolled after a wheel, the End key and a jump to every field have tried. */
export async function documentScroll(page: Page): Promise<number> {
  const { width, height } = page.viewportSize()!;
  await page.mouse.move(width / 2, height / 2);
  await page.mouse.wheel(0, 20_000);
  await page.keyboard.press('End');
  return page.evaluate(() => {
    for (const field of document.querySelectorAll('main input, main a, main button')) field.scrollIntoView();
    const { scrollHeight, clientHeight } = document.documentElement;
    return Math.max(scrollHeight - clientHeight, document.documentElement.scrollTop);
  });
}

/**
 * What is wider than the box that it stands in, as selectors: the content of a box that clips, and any element that
 * reaches beyond the window. A box that scrolls sideways is meant to, but no table of a wide window needs that.
 */
export const tooWide = (page: Page, tablesFit: boolean): Promise<string[]> =>
  page.evaluate((fit) => {
    const named = (box: Element) =>
      `${box.tagName.toLowerCase()} ${box.getAttribute('aria-label')} .${[...box.classList].slice(0, 6).join('.')}`;
    const scrolls = (box: Element) => /auto|scroll/.test(getComputedStyle(box).overflowX);
    const inScroller = (box: Element) => {
      for (let up = box.parentElement; up; up = up.parentElement) if (scrolls(up)) return true;
      return false;
    };
    const found: string[] = [];
    for (const box of document.querySelectorAll('main, main *')) {
      if (box.closest('svg, .sr-only, [aria-hidden=true], .cm-editor') || box.getClientRects().length === 0) continue;
      const { left, right } = box.getBoundingClientRect();
      if ((right > innerWidth + 1 || left < -1) && !inScroller(box)) found.push(`beyond the window: ${named(box)}`);
      const isCut = box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0;
      if (isCut && fit && scrolls(box) && box.querySelector(':scope > table')) found.push(`table: ${named(box)}`);
    }
    return [...new Set(found)];
  }, tablesFit);

/** What of the page reaches beyond the window and is not in a box that cuts it off or scrolls, as HTML. */
export const beyondWindow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const cut = (part: Element) => {
      const { overflowX, position } = getComputedStyle(part);
      return overflowX !== 'visible' || position === 'fixed';
    };
    return [...document.querySelectorAll('main *')]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && part.checkVisibility())
      .filter((part) => {
        for (let one: Element | null = part; one && one.tagName !== 'MAIN'; one = one.parentElement)
          if (cut(one)) return false;
        return true;
      })
      .map((part) => part.outerHTML.slice(0, 120));
  });
