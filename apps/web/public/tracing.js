// A server that sends traces puts this into its page, and no other server does. Each question gets a `traceparent`, and
// when its answer has arrived the server is told how long that took here. Nothing of what was asked or answered.
(function () {
  const share = Number(document.currentScript.dataset.share);
  const ask = window.fetch;
  /** Questions on their way: the browser says of each only its address and its times. */
  const asked = new Set();

  const hex = (bytes) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  window.fetch = function (input, init) {
    const request = input instanceof Request ? input : undefined;
    const { origin, pathname } = new URL(request ? request.url : input, location.href);
    const method = (init && init.method) || (request && request.method);
    if (origin !== location.origin || pathname !== '/api/chat' || method !== 'POST') return ask(input, init);
    const sampled = Math.random() < share;
    const traceparent = '00-' + hex(16) + '-' + hex(8) + (sampled ? '-01' : '-00');
    const headers = new Headers((init && init.headers) || (request && request.headers));
    headers.set('traceparent', traceparent);
    // Of a question that was stopped, not every browser says its times.
    if (asked.size > 20) asked.clear();
    if (sampled) asked.add({ traceparent, at: performance.now(), authorization: headers.get('authorization') });
    return ask(input, Object.assign({}, init, { headers }));
  };

  new PerformanceObserver(function (list) {
    for (const { name, startTime, responseStart, responseEnd } of list.getEntries()) {
      if (asked.size === 0 || new URL(name).pathname !== '/api/chat') continue;
      const [question] = [...asked].sort((a, b) => Math.abs(a.at - startTime) - Math.abs(b.at - startTime));
      asked.delete(question);
      const { traceparent, authorization } = question;
      const body = JSON.stringify({
        traceparent,
        first_byte_ms: Math.max(0, Math.round(responseStart - startTime)),
        duration_ms: Math.round(responseEnd - startTime),
      });
      const headers = { authorization, 'content-type': 'application/json' };
      // Nobody is told when it fails: it is a measurement.
      ask('/api/traces', { method: 'POST', headers, body, keepalive: true }).catch(function () {});
    }
  }).observe({ type: 'resource' });
})();
