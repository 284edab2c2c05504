import type { Words } from "./en";

export const es: Words = {
  notSent: "Este navegador no tiene red. NO SE ENVIÓ, y no se hizo nada.",
  noAnswer: "No llegó respuesta. Puede haberse hecho o no: mire antes de volver a pulsar.",
  answered: (status) => `El servicio respondió ${status}.`,
};
