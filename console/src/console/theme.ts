// Dark or light, as this person chose last on this browser.

export function turnTheme(): void {
  const root = document.documentElement;
  root.dataset["theme"] = root.dataset["theme"] === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset["theme"]);
}
