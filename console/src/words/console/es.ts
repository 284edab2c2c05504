import type { Words } from "./en";

export const es: Words = {
  title: { none: "Tocsin", open: (n) => `(${n}) SOS - Tocsin`, out: "Sesión cerrada - Tocsin" },
  skip: "Ir al incidente",
  signIn: {
    lead: "Abra su enlace de un solo uso o péguelo aquí. Lo puede crear quien tenga el papel de administrador:",
    link: "Enlace de un solo uso", go: "Entrar", noLink: "Esto no es un enlace de Tocsin. Pegue el enlace completo que le dieron.",
    over: "Sesión cerrada", overLead: "Su acceso ha terminado. Pida un nuevo enlace de un solo uso.",
  },
  bar: {
    live: "● EN VIVO", dead: "■ SIN CONEXIÓN", clock: "Hora de la agencia", desk: "Escritorio", ready: "¿Listos?", theme: "Claro u oscuro",
    language: "English", soundOn: "Sonido activado", soundOff: "Sonido apagado", tongue: "EN", outShort: "Salir", keys: "Teclas ?", out: "Salir",
  },
  banner: {
    open: "Abrir",
    notLive: (at) => `SIN CONEXIÓN desde las ${at}`,
    notLiveWhy: "Lo que ve puede ser antiguo. Intentando reconectar. Use teléfono y radio.",
    notRecorded: (at) => `SIN REGISTRO desde las ${at}`,
    notRecordedWhy: "No se puede escribir el registro. Los textos nuevos no se confirman; lo conocido se sigue avisando.",
    nodeWhy: (machine) => `El nodo ${machine} ha perdido contacto con el registro. Lo que ve puede ser antiguo. Use otro nodo, o teléfono y radio.`,
    elsewhere: (leader) => `LAS POSICIONES SOLO SE CONOCEN EN ${leader}`,
    nowhere: "AQUÍ NO SE CONOCEN LAS POSICIONES",
    follows: (machine, leader) => `Este nodo (${machine}) no oye a unidades ni rastreadores${leader ? `; los oye ${leader}, que decide` : ""}. Las posiciones y los tiempos de viaje de aquí no son de ahora. Quien aquí no tiene posición no ha desaparecido por eso, y a nadie se le muestra lejos.`,
    noLeader: "NINGÚN NODO DECIDE",
    noLeaderWhy: "Los textos se reciben y se guardan, pero no sale ningún aviso hasta que un nodo dirija. Use teléfono y radio.",
    late: "TOCSIN VA CON RETRASO",
    lateWhy: "El motor no avanza. Los plazos pueden no cumplirse: vigile cada incidente a mano.",
    byHand: (number, who) => `LLAME AL ${number} A MANO - ${who}`,
    byHandWhy: (incident) => `Nadie tomó el mando de ${incident}. Se está avisando a todos. No espere.`,
    trouble: "No se pudo dibujar una parte del tablero",
    troubleWhy: "Abra la cronología del incidente y avise al administrador.",
  },
  queue: {
    name: "Incidentes", calm: "Ningún SOS abierto.", waiting: "Esperando el tablero.",
    known: (n) => `Voces conocidas (${n})`, unknown: (n) => `Números sin verificar (${n})`,
    closed: (n) => `Cerrados hoy (${n})`,
    next: "después:", now: "ahora", in: "en", unreadable: "Un mensaje que no se pudo leer", code: "un código de cancelación",
    open: (span) => `abierto desde hace ${span}`,
  },
  state: {
    closed: (how) => `Cerrado: ${how}`,
    duress: "▲ COACCIÓN", unverified: "? SIN VERIFICAR", unreadable: "? NO SE PUDO LEER",
    cancel: "▲ CANCELACIÓN SIN VERIFICAR", safe: (who) => `a salvo, dice ${who}`, notSafe: (who) => `▲ NO ESTÁ A SALVO, dice ${who}`,
    callBack: "una llamada", command: (who) => `✓ Mando: ${who}`, asked: "preguntado, aún sin respuesta",
    nobody: "▲ NADIE AL MANDO", received: (n) => `${n} recibido${n === 1 ? "" : "s"}`,
  },
  own: {
    none: "No tiene ningún SOS abierto.", yours: "Su SOS", accepted: "Su SOS se ha recibido.", paged: "Se está avisando a personas.",
    taken: "Alguien ha tomado el mando.", help_on_the_way: "La ayuda está en camino.",
    cancel_received: "Se recibió su cancelación. Un supervisor le llamará.", closed: "Cerrado.",
  },
};
