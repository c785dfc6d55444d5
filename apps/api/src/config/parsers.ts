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

/** An address with one of these protocols, as a `URL`. */
function urlOf(raw: string, protocols: readonly string[]): URL {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (!url || !protocols.includes(url.protocol.slice(0, -1)))
    throw new Expected(`an address that starts with ${protocols.map((name) => `${name}://`).join(' or ')}`);
  return url;
}

export const parseUrl =
  (...protocols: string[]): Parser<string> =>
  (raw) => {
    urlOf(raw, protocols);
    return raw;
  };

const ENCODED =
  'the user name and the password percent-encoded: @ as %40, # as %23, / as %2F, ? as %3F, : as %3A, % as %25';

/**
 * An address with a user name and a password. Signs that have a meaning in addresses must be encoded in them: otherwise
 * a piece of the password would become the host, the port or the name of the database, and be printed as that.
 */
export const parseUrlWithLogin =
  (...protocols: string[]): Parser<string> =>
  (raw) => {
    const [, authority, rest] = /^[a-z]+:\/\/([^/?#]*)(.*)$/is.exec(raw) ?? [];
    if (authority === undefined || rest === undefined) return parseUrl(...protocols)(raw);
    const isSplit = rest.includes('@') || rest.includes('#') || authority.split('@').length > 2;
    if (isSplit || !isEncoded(raw)) throw new Expected(ENCODED);
    urlOf(raw, protocols);
    return raw;
  };

/** Whether every % begins a sign of UTF-8. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Where people open the portal: a whole host, because its pages, cookies and API live at the root. */
export const parseOrigin: Parser<string> = (raw) => {
  const { pathname, search, hash } = urlOf(raw, ['http', 'https']);
  if (pathname !== '/' || search || hash)
    throw new Expected(
      'an address without a path, such as https://chat.example.org: the portal needs a host name (or a port) of its ' +
        'own and does not work below a path of another site',
    );
  return raw;
};

/** The base address of an OpenAI-compatible server. */
export const parseOpenAiUrl: Parser<string> = (raw) => {
  const { pathname } = urlOf(raw, ['http', 'https']);
  if (/\/(chat\/completions|completions|embeddings|models|responses)\/*$/.test(pathname))
    throw new Expected('the address up to its version, such as http://127.0.0.1:8080/v1, without the path of a call');
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

/** Addresses and networks, comma-separated. */
export const parseNetworks: Parser<string[]> = (raw) =>
  raw.split(',').map((part) => {
    const network = part.trim();
    if (isIP(network) === 0 && !ipaddr.isValidCIDR(network))
      throw new Expected('addresses and networks such as 10.0.0.0/8, comma-separated');
    return network;
  });

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
    if (/\/(api|v1)(\/.*)?$/.test(url.pathname))
      throw new Expected(
        "Ollama's own address, which has no path, such as http://127.0.0.1:11434: leave out what begins with /api or " +
          '/v1',
      );
    // 0.0.0.0 is what people configure for the Ollama *server*; a client reaches it on loopback. Without a port Ollama
    // means 11434.
    if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
    if (!url.port && !/^https:/.test(withScheme) && !/:80(\/|$)/.test(text)) url.port = '11434';
    return url.href.replace(/\/$/, '');
  });
};

/** Comma-separated origins as browsers send them, of apps too (`app://…`); `*` for all, `off` for none. */
export const parseOrigins: Parser<string[]> = (raw) => {
  if (raw === 'off') return [];
  return raw.split(',').map((part) => {
    const origin = part.trim().toLowerCase();
    if (origin !== '*' && !/^[a-z][a-z\d+.-]*:\/\/[^\s/?#*@]+$/.test(origin))
      throw new Expected('origins such as https://app.example.org, without a path, separated by commas, or *, or off');
    return origin;
  });
};

/** Where a daemon listens: `host:port`, or the absolute path of a socket. */
export const parseSocket: Parser<{ path: string } | { host: string; port: number }> = (raw) => {
  if (raw.startsWith('/')) return { path: raw };
  const [, host = '', port = ''] = /^(?:tcp:\/\/)?(\[[0-9a-f:]+\]|[a-z\d._-]+):(\d{1,5})$/i.exec(raw) ?? [];
  if (host === '' || Number(port) < 1 || Number(port) > 65_535)
    throw new Expected('host:port, such as clamd:3310, or the path of a socket, such as /run/clamav/clamd.sock');
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
};
