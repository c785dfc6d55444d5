import { readFileSync } from 'node:fs';
import path from 'node:path';
import auth from '@/lib/i18n/catalogs/en/auth';
import chat from '@/lib/i18n/catalogs/en/chat';
import common from '@/lib/i18n/catalogs/en/common';
import landing from '@/lib/i18n/catalogs/en/landing';

const html = readFileSync(path.resolve(__dirname, '../../index.html'), 'utf8');

describe('index.html', () => {
  it('has the same text as the landing page, so that nothing changes when the script loads', () => {
    expect(html).toContain(`<h1>${landing.headline}</h1>`);
    expect(html).toContain(`<p>${landing.lead}</p>`);
  });

  it('has the texts of the pages in their frames', () => {
    const texts = html
      .slice(html.indexOf('id="shell"'))
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ');
    for (const text of [
      `${auth.signInTitle} ${auth.usernameOrEmail} ${auth.password} ${auth.signIn} ${auth.noAccount} ${auth.register}`,
      `${common.nav.newChat} ${common.nav.history} ${chat.greeting} ${chat.composer.placeholder}`,
    ])
      expect(texts).toContain(text);
    expect(chat.greetingName).toBe(`${chat.greeting}, {{name}}`);
  });

  it('has no inline script, which the content policy would block', () => {
    for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
      expect(attributes).toContain('src=');
      expect(body!.trim()).toBe('');
    }
    expect(html).not.toMatch(/\son\w+=/);
  });

  it('sets the theme before it loads anything else', () => {
    expect(html.indexOf('/theme.js')).toBeLessThan(html.indexOf('/src/main.tsx'));
    expect(html).toMatch(/<script src="\/theme\.js"><\/script>/);
  });
});
