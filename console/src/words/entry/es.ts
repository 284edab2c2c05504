import type { Words } from "./en";

export const es: Words = {
  pages: "Páginas", board: "Tablero", desk: "Escritorio", map: "Mapa", ready: "¿Listos?", oversight: "Supervisión", language: "English",
};
