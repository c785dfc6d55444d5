import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Turns the text of a variable into its value, or throws an `Expected` that says what would be right. */
export type Parser<T> = (raw: string) => T;

/** What a variable should have contained. Never carries the value itself, which may be a secret. */
export class Expected extends Error {}

export const parseText: Parser<string> = (raw) => raw;

export const parseBoolean: Parser<boolean> = (raw) => {
  if (raw !== 'true' && raw !== 'false') throw new Expected('true or false');
  return raw === 'true';
};

export const parseInteger =
  (min: number, max: number): Parser<number> =>
  (raw) => {
    const value = Number(raw);
    if (!/^\d+$/.test(raw) || value < min || value > max) throw new Expected(`a whole number from ${min} to ${max}`);
    return value;
  };

export const parseChoice =
  <const T extends string>(...choices: T[]): Parser<T> =>
  (raw) => {
    const found = choices.find((choice) => choice === raw);
    if (!found) throw new Expected(`one of ${choices.join(', ')}`);
    return found;
  };

export const parseUrl =
  (...protocols: string[]): Parser<string> =>
  (raw) => {
    const url = URL.canParse(raw) ? new URL(raw) : null;
    if (!url || !protocols.includes(url.protocol.slice(0, -1))) {
      throw new Expected(`an address that starts with ${protocols.map((name) => `${name}://`).join(' or ')}`);
    }
    return raw;
  };

/**
 * Comma-separated host names; `off` for none. Numeric addresses are rejected because certificates are issued for names.
 * An http:// origin is for tests; see `loadEnv`.
 */
export const parseHosts: Parser<string[]> = (raw) => {
  if (raw === 'off') return [];
  return raw.split(',').map((part) => {
    const host = part.trim().toLowerCase();
    const known =
      /^http:\/\/127\.0\.0\.1:\d+$/.test(host) || (/^[a-z\d-]+(\.[a-z\d-]+)*$/.test(host) && !/^[\d.]+$/.test(host));
    if (!known) throw new Expected('names of hosts such as huggingface.co, separated by commas, or off');
    return host;
  });
};

/** Comma-separated host names, without ports; `off` for none. */
export const parseNames: Parser<string[]> = (raw) => {
  if (raw === 'off') return [];
  return raw.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    if (!/^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(name))
      throw new Expected('names such as chat.example.org, without port, separated by commas, or off');
    return name;
  });
};

/** How many proxies are in front, or which: a number of hops, or addresses and networks. */
export const parseProxies: Parser<number | string[] | false> = (raw) => {
  if (raw === 'false') return false;
  if (raw === 'true') return 1;
  if (/^\d+$/.test(raw)) return parseInteger(0, 16)(raw) || false;
  return raw.split(',').map((part) => {
    const network = part.trim();
    if (isIP(network) === 0 && !ipaddr.isValidCIDR(network))
      throw new Expected('true, false, a number of proxies, or addresses and networks such as 10.0.0.0/8');
    return network;
  });
};

/** Ollama's own forms: `http://host:port`, `host:port`, `host`, `:port`; several with commas; `off` for none. */
export const parseBackendUrl: Parser<string[]> = (raw) => {
  if (raw === 'off') return [];
  return raw.split(',').map((part) => {
    const text = part.trim();
    const withScheme = /^https?:\/\//.test(text) ? text : `http://${text.startsWith(':') ? '127.0.0.1' : ''}${text}`;
    const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
    if (!text || !url || !url.hostname || url.username) {
      throw new Expected('an address such as http://127.0.0.1:11434 or host:port, several separated by commas, or off');
    }
    // 0.0.0.0 is what people configure for the Ollama *server*; a client reaches it on loopback. Without a port Ollama
    // means 11434.
    if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
    if (!url.port && !/^https:/.test(withScheme) && !/:80(\/|$)/.test(text)) url.port = '11434';
    return url.href.replace(/\/$/, '');
  });
};
