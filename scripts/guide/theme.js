// Before the first paint: the theme that the portal has, as a file because the content policy allows no inline script.
(function () {
  var system = matchMedia('(prefers-color-scheme: dark)');
  function show() {
    var choice = null;
    try {
      choice = localStorage.getItem('pocket-llm.theme');
    } catch {
      // Storage can be forbidden; then the system decides.
    }
    var dark = choice === 'dark' || (choice !== 'light' && system.matches);
    document.documentElement.classList.toggle('dark', dark);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }
  show();
  system.addEventListener('change', show);
  addEventListener('storage', show);
})();
