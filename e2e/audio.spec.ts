import { expect } from '@playwright/test';
import { answers, ask, composer, fake, signInAsNew, whenWritten } from './support/people.js';
import { test } from './support/portals.js';

test('an answer is read aloud sentence by sentence without its code, and stopped', async ({ page }) => {
  // The browser of the tests has no voice; this one notes what it is given and waits.
  await page.addInitScript(() => {
    const said: string[] = [];
    let saying: SpeechSynthesisUtterance | undefined;
    class Utterance {
      lang = '';
      voice = null;
      constructor(readonly text: string) {}
    }
    Object.defineProperty(window, 'speechSynthesis', {
      value: {
        getVoices: () => [{ lang: 'de-DE', localService: true }],
        speak: (one: SpeechSynthesisUtterance) => said.push(`${one.lang}: ${(saying = one).text}`),
        cancel: () => saying?.onend?.(new Event('end') as SpeechSynthesisEvent),
      },
    });
    Object.assign(window, { said, SpeechSynthesisUtterance: Utterance });
  });
  await signInAsNew(page);
  await fake(page, 'scenario', {
    scenario: { text: 'Das ist nicht der Rhein. Und:\n\n```js\nlet secret;\n```\n\nEnde.' },
  });
  await ask(page, 'Lies vor');
  await whenWritten(page);
  await answers(page).last().getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Read aloud' }).click();
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  await expect.poll(said).toEqual(['de: Das ist nicht der Rhein. Und:\n\nCode.\n\nEnde.']);
  await page.getByRole('button', { name: 'Stop reading' }).click();
  await answers(page).last().getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menuitem', { name: 'Read aloud' })).toBeVisible();
});

test('the browser listens only after the person agreed, once, and its words are added to the text', async ({
  page,
}) => {
  await page.addInitScript(() => {
    class Recognition {
      onresult?: (event: object) => void;
      onend?: () => void;
      start = () => this.onresult?.({ resultIndex: 0, results: [[{ transcript: 'capital of France' }]] });
      stop = () => this.onend?.();
    }
    Object.assign(window, { webkitSpeechRecognition: Recognition, SpeechRecognition: Recognition });
  });
  await signInAsNew(page);
  await composer(page).fill('The');
  await page.getByRole('button', { name: 'Dictate' }).click();
  await expect(page.getByRole('dialog')).toContainText('send the recording to their maker');
  await expect(page.locator('#composer')).toHaveValue('The');
  await page.getByRole('button', { name: 'Allow and dictate' }).click();
  await expect(composer(page)).toHaveValue('The capital of France');
  await page.getByRole('button', { name: 'Stop dictating' }).click();
  await page.getByRole('button', { name: 'Dictate' }).click();
  await expect(composer(page)).toHaveValue('The capital of France capital of France');
});

test('files that are dragged over the chat are told what the model takes, before they are dropped', async ({
  page,
}) => {
  await signInAsNew(page);
  const drag = (kind: 'dragover' | 'dragleave', type: string) =>
    page.locator('#composer').evaluate(
      (field, [event, mime]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x', { type: mime }));
        field.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer }));
      },
      [kind, type] as const,
    );
  await expect(page.getByRole('button', { name: 'Dictate' })).toBeVisible();
  const hint = page.locator('[data-drop-hint]');
  await drag('dragover', 'text/csv');
  await expect(hint).toContainText('Documents and texts. gemma2:2b cannot see pictures.');
  await drag('dragleave', 'text/csv');
  await expect(hint).toHaveCount(0);
  await drag('dragover', 'image/png');
  await expect(hint).toHaveText('gemma2:2b cannot see pictures. Choose a model that can.');
});
