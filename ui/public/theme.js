// Sets the chosen theme before anything is painted; without a choice, the system's holds.
try {
  const chosen = localStorage.getItem("burnish.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // storage is forbidden: the system's theme holds
}
