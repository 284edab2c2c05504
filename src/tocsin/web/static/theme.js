// Before anything is drawn: the theme this person chose last.
document.documentElement.dataset.theme = localStorage.getItem("theme") === "light" ? "light" : "dark";
