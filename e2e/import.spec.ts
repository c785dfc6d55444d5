import { expect } from '@playwright/test';
import { answers, questions, signInAsNew } from './support/people.js';
import { test } from './support/portals.js';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Open WebUI's export of a chat with reasoning, a call and two pictures, one of which is not in the file. */
const chat = {
  id: 'walrus',
  title: 'Walruses',
  chat: {
    history: {
      currentId: 'b',
      messages: {
        a: {
          id: 'a',
          parentId: null,
          childrenIds: ['b'],
          role: 'user',
          content: 'What is this?',
          files: [
            { type: 'image', url: `data:image/png;base64,${PIXEL}` },
            { type: 'image', url: '/api/v1/files/7/content' },
          ],
        },
        b: {
          id: 'b',
          parentId: 'a',
          role: 'assistant',
          model: 'gemma3',
          content:
            '<details type="reasoning" done="true"><summary>Thought</summary>\n> It has tusks.\n</details>\n' +
            '<details type="tool_calls" name="look" arguments="&quot;{}&quot;" result="&quot;tusks&quot;">' +
            '<summary>x</summary></details>\n**「海象」**的体重是 10~20 kg，见https://example.org/a。 ' +
            'So $x_1$ costs $5 or $6.\n\n' +
            '| a |\n|---|\n| one<br>two |',
        },
      },
    },
  },
};

test('an import says what did not come along, and the chat looks as it did', async ({ page }) => {
  await signInAsNew(page, 'user', '/settings/data');
  await page.getByLabel('Choose a file').setInputFiles({
    name: 'chats.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify([chat, { id: 'x', title: 'A broken one' }])),
  });
  await expect(page.getByText('1 of 2 chats imported')).toBeVisible();
  await expect(page.getByText('One picture was not in the file.')).toBeVisible();
  await expect(page.getByText('A broken one: It is of no known kind')).toBeVisible();

  await page.getByRole('main').getByRole('link', { name: 'Walruses' }).click();
  await expect(questions(page).getByRole('img')).toHaveCount(1);
  const answer = answers(page).last();
  await answer.getByText('Thought').click();
  await expect(answer.getByText('It has tusks.')).toBeVisible();
  await expect(answer.locator('blockquote')).toContainText('Tool call: look {}');
  await expect(answer.locator('strong').filter({ hasText: '「海象」' })).toBeVisible();
  await expect(answer.getByRole('link')).toHaveAttribute('href', 'https://example.org/a');
  await expect(answer.locator('.katex')).toHaveCount(1);
  await expect(answer).toContainText('10~20 kg');
  await expect(answer).toContainText('costs $5 or $6');
  await expect(answer.locator('td br')).toHaveCount(1);
});
