// Runs before the first paint, as a file because the content policy allows no inline script.
(function () {
  var root = document.documentElement;
  var choice = 'system';
  try {
    choice = localStorage.getItem('pocket-llm.theme') || 'system';
  } catch {
    // Storage can be forbidden; then the system decides.
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.classList.toggle('dark', dark);
  root.style.colorScheme = dark ? 'dark' : 'light';
  var meta = document.querySelector('meta[name="theme-color"]');
  if (meta) meta.content = dark ? '#12100e' : '#fbfaf8';
  // The static landing text in index.html is shown on its own address only.
  if (location.pathname === '/') root.dataset.landing = '';
  // The scripts of the page that is opened: the build lists them, see preload.ts.
  var lists = document.currentScript.dataset;
  var page = /^\/(chat|c\/)/.test(location.pathname) ? 'chat' : location.pathname.slice(1);
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
