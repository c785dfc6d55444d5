// Before the first paint: the theme that the portal has, as a file because the content policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('pocket-llm.theme');
  } catch {
    // Storage can be forbidden; then the system decides.
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
})();
