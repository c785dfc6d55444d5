// Runs before the first paint, as a file because the content policy allows no inline script.
(function () {
  var root = document.documentElement;
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage can be forbidden; then the system decides, and nobody is known.
      return null;
    }
  }
  /** Adds the name to the greeting when the parser has come to it. */
  function greet(name) {
    new MutationObserver(function (_, observer) {
      var greeting = document.getElementById('shell-greeting');
      if (!greeting) return;
      observer.disconnect();
      greeting.textContent = greeting.textContent.trim() + ', ' + name;
    }).observe(root, { childList: true, subtree: true });
  }
  var choice = stored('pocket-llm.theme') || 'system';
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.classList.toggle('dark', dark);
  root.style.colorScheme = dark ? 'dark' : 'light';
  var meta = document.querySelector('meta[name="theme-color"]');
  if (meta) meta.content = dark ? '#12100e' : '#fbfaf8';
  // The texts in index.html are English. i18n/languages.ts stores what it shows; on a first visit the browser tells.
  var language = stored('pocket-llm.shown-language') || navigator.language || 'en';
  var english = /^en\b/.test(language) && language !== 'en-XA';
  root.lang = language;
  root.dir = /^ar\b/.test(language) ? 'rtl' : 'ltr';
  // The static landing text in index.html is shown on its own address only, and so are the frames of pages.
  var path = location.pathname;
  if (path === '/' && english) root.dataset.landing = '';
  var name = stored('pocket-llm.signed-in');
  if (english && path === '/login' && !name) root.dataset.shell = 'login';
  if (english && path === '/chat' && name) root.dataset.shell = 'chat';
  if (english && /^\/c\/./.test(path) && name) root.dataset.shell = 'thread';
  if (/"sidebarOpen":false/.test(stored('pocket-llm.prefs') || '')) root.dataset.sidebar = 'closed';
  // '1' is no name: session.ts stores it for a person whose name it does not know.
  if (root.dataset.shell === 'chat' && name !== '1') greet(name);
  // The scripts of the page that is opened: the build lists them, see preload.ts.
  var lists = document.currentScript.dataset;
  var page = /^\/(chat|c\/)/.test(path) ? 'chat' : path.slice(1);
  (Object.hasOwn(lists, page) ? lists[page] : '')
    .split(' ')
    .filter(Boolean)
    .forEach(function (file) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = file;
      document.head.append(link);
    });
})();
