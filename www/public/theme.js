// Sets the theme that was chosen, before anything is painted. A script of its own, as the page allows none inside it.
try {
  const theme = localStorage.getItem("mlld-policy-playground:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // The browser keeps nothing for this page: the system's theme it is.
}
