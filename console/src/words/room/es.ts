import type { Words } from "./en";

export const es: Words = {
  alarms: { name: "Alarmas de Tocsin mismo", head: (n) => `▲ Alarmas (${n})`, what: "Qué hacer", dealt: "Atendida", done: "Quitada. Si sigue mal, vuelve." },
  menu: { name: "Menú", button: "☰ Menú", leads: "Otras páginas" },
  unsent: {
    name: "Lo que no llegó", sure: (at, what) => `NO ENVIADO a las ${at}: ${what}`, unsure: (at, what) => `SIN RESPUESTA desde las ${at}: ${what}`,
    sureWhy: "No había red. No se hizo nada y nada se envía por sí solo: vuelva a pulsar cuando el tablero esté en vivo.",
    unsureWhy: "Puede haberse hecho o no. Mire el tablero antes de volver a pulsar.", seen: "Lo he visto", waiting: (what) => `Enviando, aún sin respuesta: ${what}`,
  },
  did: "Hecho y registrado.", notDone: (why) => `No hecho: ${why}`, back: "Volver",
  newSos: (who, words) => `Nuevo SOS: ${who}. ${words}`, newDuress: (who, words) => `COACCIÓN. Nuevo SOS: ${who}. ${words}`,
  taken: (who, by) => `${who}: ${by} tiene el mando.`, lost: (who) => `${who}: nadie tiene el mando.`, closed: (who) => `${who}: cerrado.`,
  unitNow: (unit, status) => `${unit}: ${status}.`,
  sound: {
    on: "♪ Sonido activado", off: "♪ Sonido apagado", sounding: "♪ SUENA hasta que alguien tome el mando",
    blocked: "▲ SONIDO BLOQUEADO por el navegador: pulse aquí", muted: (n) => `▲ El sonido está apagado y ${n} SOS no ${n > 1 ? "tienen" : "tiene"} a nadie al mando: pulse aquí`,
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
    open: (who) => `Ir a ${who}`, page: (name) => `Ir a: ${name}`, out: "Salir", theme: "Claro u oscuro", language: "English", sound: "Sonido sí o no", safe: "Cancelación: A SALVO", notSafe: "Cancelación: NO ESTÁ A SALVO",
  },
  handover: {
    head: "Entregar el turno", button: "Entregar", words: "Qué debe saber quien sigue", to: "Para quién", anybody: "quien venga después", onDuty: "De servicio ahora", offDuty: "Ahora sin servicio",
    unknown: "No se pudo preguntar quién está de servicio. Lo puede recibir quien venga después.",
    mine: (names) => `Usted tiene el mando de ${names}. Sigue siendo suyo, y se le pregunta como siempre, hasta que alguien reciba esto: entonces pasa a esa persona.`,
    none: "No tiene el mando de nada; aun así se anota lo que está abierto.", go: "Entregar", done: "Registrado. Está en todos los tableros hasta que alguien lo reciba.",
    title: (from) => `▼ ENTREGA de ${from}`, for: (to) => `para ${to}`, open: (n) => `Abierto entonces (${n})`, nothing: "No había nada abierto.", kept: "(palabras que no son para usted)",
    receive: "Lo he leído: recibido", receiveTake: (n) => `Recibido: tomo el mando de ${n}`, received: "Recibido. Lo que era de esa persona ahora es suyo.",
    waits: "Espera hasta que alguien la reciba.", more: (n) => `y ${n} más`,
    what: {
      your_command: "a su mando", nobody_in_command: "▲ nadie al mando", check_back_asked: "pregunta de control hecha", cancel_not_verified: "▲ cancelación sin verificar",
      units_assigned: "unidades asignadas", search_under_way: "búsqueda en curso",
    },
  },
  more: (n) => `Mostrar más (${n} no se muestran)`,
};
