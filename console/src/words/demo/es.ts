import type { Words } from "./en";

export const es: Words = {
  skip: "Ir a los teléfonos", demo: "DEMO", lead: "Nada sale de esta máquina; todas las personas son inventadas.",
  steps: [
    ["Desde el teléfono de Ana envíe", "SOS he's in the lot"], ["En un teléfono avisado responda con su código y", "C", "para tomar el mando, o tómelo en el tablero"],
    ["Envíe las unidades recomendadas y muévalas: en camino, en el lugar, libre"], ["Desde el teléfono de Ana cancele con", "yellow umbrella", "(a salvo) o", "garden gate", "(coacción)"],
    ["O no haga nada, y vea cómo se avisa a todos"],
  ],
  phones: "Teléfonos", messages: (name) => `Mensajes de ${name}`, from: (name) => `Texto de ${name}`, write: "Escribir un texto", send: "Enviar",
  off: "Apagar", on: "APAGADO - encender", notSent: (why) => `No enviado: ${why}`, more: (n) => `Mostrar ${n} teléfonos más`,
};
