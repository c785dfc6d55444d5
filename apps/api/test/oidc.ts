import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { request } from 'undici';

/** A real provider in a process of its own; see oidc-provider.mjs. */
export class RealProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static async start(...portals: number[]): Promise<RealProvider> {
    const file = path.resolve(__dirname, 'oidc-provider.mjs');
    const child = spawn(process.execPath, [file, ...portals.map(String)], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8');
    for (let said = ''; ;) {
      const [text] = (await once(child.stdout, 'data')) as [string];
      said += text;
      const [issuer] = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(said) ?? [];
      if (issuer) return new RealProvider(child, issuer);
    }
  }

  people = (claims: Record<string, object>) => this.call('people', claims);
  rotate = () => this.call('rotate', {});
  logout = (who: { subject: string; sid?: string }) => this.call('logout', who);

  async close(): Promise<void> {
    this.child.kill();
    await once(this.child, 'exit');
  }

  private async call(what: string, body: object): Promise<void> {
    const reply = await request(`${this.issuer}/test/${what}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(text);
  }
}

/** What a scripted provider puts into an ID token beside the ordinary. */
export interface Script {
  claims?: JWTPayload;
  /** Its own key, a key that it does not publish, or none at all. */
  sign?: 'own' | 'foreign' | 'none';
}

/** A provider that says whatever a test wants, also what no honest one would. Whoever comes is let in. */
export class ScriptedProvider {
  private server!: Server;
  private kid = 'one';
  private keys!: { privateKey: CryptoKey; publicKey: CryptoKey };
  private foreign!: CryptoKey;
  issuer = '';
  /** What it says next. */
  script: Script = {};
  /** The nonce of the sign-in that is under way. */
  nonce = '';
  /** What it tells where it is asked for more; a failure when undefined. */
  userInfo: object | undefined = {};

  static async start(): Promise<ScriptedProvider> {
    const made = new ScriptedProvider();
    await made.rotate('one');
    made.foreign = (await generateKeyPair('RS256')).privateKey;
    made.server = createServer((incoming, response) => {
      const { pathname } = new URL(incoming.url!, made.issuer);
      incoming.resume();
      void made.answer(pathname).then((body) => {
        response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    made.issuer = `http://127.0.0.1:${(made.server.address() as AddressInfo).port}`;
    return made;
  }

  async rotate(kid: string): Promise<void> {
    [this.kid, this.keys] = [kid, await generateKeyPair('RS256')];
  }

  /** A signed token; `claims` win over the ordinary ones, and one that is undefined is left out. */
  async token({ claims = {}, sign = 'own' }: Script, ordinary: JWTPayload): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: this.issuer, aud: 'portal', iat: now, exp: now + 300, ...ordinary, ...claims };
    if (sign === 'none') return new UnsecuredJWT(all).encode();
    return new SignJWT(all)
      .setProtectedHeader({ alg: 'RS256', kid: this.kid })
      .sign(sign === 'own' ? this.keys.privateKey : this.foreign);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(pathname: string): Promise<object | undefined> {
    const at = (name: string) => `${this.issuer}/${name}`;
    if (pathname === '/.well-known/openid-configuration')
      return {
        issuer: this.issuer,
        authorization_endpoint: at('authorize'),
        token_endpoint: at('token'),
        jwks_uri: at('keys'),
        userinfo_endpoint: at('userinfo'),
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      };
    if (pathname === '/keys')
      return { keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: this.kid, alg: 'RS256', use: 'sig' }] };
    if (pathname === '/userinfo') return this.userInfo && { sub: this.script.claims?.sub, ...this.userInfo };
    if (pathname === '/token')
      return {
        access_token: 'an access token',
        token_type: 'Bearer',
        id_token: await this.token(this.script, { sub: 'somebody', nonce: this.nonce }),
      };
    return undefined;
  }
}

interface Page {
  url: URL;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** As much of a browser as a sign-in needs: cookies of each host, and redirects. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** One request, without following. */
  async send(url: string | URL, form?: Record<string, string>): Promise<Page> {
    const at = new URL(url);
    const jar = this.jars.get(at.host) ?? new Map<string, string>();
    this.jars.set(at.host, jar);
    const reply = await request(at, {
      method: form ? 'POST' : 'GET',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: new URLSearchParams(form).toString() }),
    });
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value) jar.set(name!, value);
      else jar.delete(name!);
    }
    return { url: at, status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
  }

  /** Follows redirects until a page, or until `stop` says that an address is not to be opened. */
  async open(
    url: string | URL,
    stop: (url: URL) => boolean = () => false,
    form?: Record<string, string>,
  ): Promise<Page> {
    let page = await this.send(url, form);
    for (let hops = 0; page.headers.location && hops < 15; hops++) {
      const next = new URL(String(page.headers.location), page.url);
      if (stop(next)) return { ...page, url: next };
      page = await this.send(next);
    }
    return page;
  }

  cookie(url: string, name: string): string | undefined {
    return this.jars.get(new URL(url).host)?.get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    const { host } = new URL(url);
    this.jars.set(host, (this.jars.get(host) ?? new Map<string, string>()).set(name, value));
  }
}
