import { readFileSync } from 'node:fs';
import path from 'node:path';
import landing from '@/lib/i18n/catalogs/en/landing';

const html = readFileSync(path.resolve(__dirname, '../../index.html'), 'utf8');

describe('index.html', () => {
  it('has the same text as the landing page, so that nothing changes when the script loads', () => {
    expect(html).toContain(`<h1>${landing.headline}</h1>`);
    expect(html).toContain(`<p>${landing.lead}</p>`);
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
