import type { Words } from "./en";

export const es: Words = {
  alarms: { name: "Alarmas de Tocsin mismo", head: (n) => `▲ Alarmas (${n})`, what: "Qué hacer", dealt: "Atendida", done: "Quitada. Si sigue mal, vuelve." },
  did: "Hecho y registrado.", notDone: (why) => `No hecho: ${why}`, back: "Volver",
  newSos: (who, words) => `Nuevo SOS: ${who}. ${words}`, newDuress: (who, words) => `COACCIÓN. Nuevo SOS: ${who}. ${words}`,
  taken: (who, by) => `${who}: ${by} tiene el mando.`, lost: (who) => `${who}: nadie tiene el mando.`, closed: (who) => `${who}: cerrado.`,
  unitNow: (unit, status) => `${unit}: ${status}.`,
  sound: {
    on: "♪ Sonido activado", off: "♪ Sonido apagado", sounding: "♪ SUENA hasta que alguien tome el mando",
    blocked: "▲ EL NAVEGADOR BLOQUEA EL SONIDO: pulse aquí para que suene", muted: (n) => `▲ El sonido está apagado y ${n} SOS no ${n > 1 ? "tienen" : "tiene"} a nadie al mando`,
    short: "♪", state: { off: "no", blocked: "✗", ready: "sí", sounding: "!!" },
  },
  keys: {
    head: "Teclas", button: "Teclas ?", off: "Las teclas sueltas no hacen nada (para quien dicta)", note: "Mientras escribe en un campo, las teclas escriben.",
    next: "incidente siguiente, anterior", command: "tomar el mando", still: "responder a la pregunta de control", received: "responder a su aviso: recibido",
    all: "enviar todas las unidades recomendadas", one: "enviar una unidad recomendada", units: "a las unidades de este incidente, luego la siguiente: Tab e Intro la mueven",
    search: "iniciar una búsqueda, o cambiar quién busca", note_: "escribir una nota", where: "indicar dónde", link: "vincular con otro incidente", close: "cerrar el incidente",
    palette: "buscar cualquier acción, unidad, lugar o incidente", list: "esta lista", queue: "a la cola", handover: "entregar el turno",
  },
  palette: {
    name: "Buscar una acción", label: "Escriba palabras: una acción, una unidad, un lugar, una persona", none: "Nada tiene esas palabras.",
    found: (n) => `${n} encontrados`, incident: "incidente", place: "lugar", unit: "unidad", action: "acción", setPlace: (place, who) => `${who} está en ${place}`,
    open: (who) => `Ir a ${who}`, desk: "Ir al escritorio", theme: "Claro u oscuro", language: "English", sound: "Sonido sí o no", safe: "Cancelación: A SALVO", notSafe: "Cancelación: NO ESTÁ A SALVO",
  },
  more: (n) => `Mostrar más (${n} no se muestran)`,
};
