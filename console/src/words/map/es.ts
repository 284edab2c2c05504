// Las palabras del mapa, en español.

import type { Words } from "./en";

export const es: Words = {
  name: "Mapa", canvas: "Mapa, el norte está arriba. Las flechas lo mueven, más y menos cambian la escala.",
  title: "Mapa de la ciudad - Tocsin", chosen: "Incidente", noIncident: "Ningún incidente: toda la ciudad",
  locate: {
    ask: "Decir dónde está", sure: (who, where) => `¿Dejar constancia de que ${who} está ${where}?`, at: (degrees) => `en ${degrees}`, onRoad: (road, degrees) => `en ${road} o cerca (${degrees})`,
    yes: "Dejar constancia", no: "No", done: "Consta, junto a lo que escribió.", not: (why) => `No se hizo: ${why}`,
  },
  loading: "El mapa está en camino. Mientras tanto, todo lo que hay en él está en la lista.",
  noMap: "Aquí no hay ningún mapa cargado: todo se dibuja sobre un fondo vacío.",
  noDrawing: "Este navegador no puede dibujar el mapa. Todo lo que hay en él está en la lista.",
  noAnswer: "No se pudo obtener el mapa. Todo lo que hay en él está en la lista.",
  nothing: "No se sabe nada que mostrar.",
  scene: "Lugar", town: "Toda la ciudad", closer: "Más cerca", farther: "Más lejos",
  ways: "Recorridos de unidades", reach: (minutes) => `Alcance en ${minutes} min`,
  areas: "Zonas de alejamiento", areasWhy: "Queda constancia de que usted las mira.",
  noAreas: "Ninguna orden nombra una zona para esta persona.", mayNot: (why) => `No se muestra: ${why}`,
  list: "Todo lo que hay en el mapa, en palabras", legend: "Qué significan los signos", what: "Qué", which: "Cuál", where: "Dónde", more: "Qué se sabe",
  from: (place) => `Distancias en línea recta desde ${place}`,
  pick: {
    hint: "Pulse el lugar. O mueva el mapa hasta que la cruz esté sobre él y pulse Intro.",
    take: "Tomar lo que está bajo la cruz", leave: "Cancelar", near: (road) => `Bajo la cruz: ${road}`,
    nowhere: "Bajo la cruz: ninguna calle con nombre",
  },
  here: "aquí", metres: (m) => `${m} m`, kilometres: (km) => `${km} km`, far: (how, wind) => `${how} al ${wind}`,
  winds: ["norte", "noreste", "este", "sureste", "sur", "suroeste", "oeste", "noroeste"],
  kind: {
    peak: "puede estar aquí", evidence: "indicio", hearsay: "dicho de otra persona o por ella", segment: "terreno por registrar",
    wait: "aquí esperan las unidades", unit: "unidad", home: "unidad sin posición", road: "calle", place: "lugar", area: "zona de alejamiento",
  },
  sign: {
    peak: "puede estar aquí; nueve décimas dentro del círculo", evidence: "indicio; el círculo es su precisión",
    hearsay: "dicho de otra persona o por ella", wait: "aquí esperan las unidades", unit: "unidad; el círculo es la precisión de su posición",
    old: "unidad con una posición antigua", home: "unidad sin posición, dibujada en su base", closed: "calle cerrada", slow: "calle lenta",
    place: "lugar de la agencia", open: "por registrar", under_way: "se está registrando", clear: "registrado, nadie encontrado",
    area: "él no puede estar aquí dentro", way: "el recorrido de una unidad", ifSent: "el recorrido de una unidad que se podría enviar", reach: "se llega por calle en estos minutos",
  },
  source: {
    words: "sus propias palabras", phone: "teléfono", walk: "último trayecto", roster: "turno", dispatcher: "central", searcher: "quien busca",
    sighting: "sus palabras, de otra persona", third_party: "palabra de otra persona", neighbour: "agencia vecina",
  },
  status: { open: "por registrar", under_way: "se está registrando", clear: "registrado, nadie encontrado" },
  share: (percent, within) => `${percent} %, nueve décimas en ${within}`,
  heard: (source, age, within) => `${source}, hace ${age}, en ${within}`,
  doubted: "dudoso",
  fix: (age) => `posición de hace ${age}`, within: (how) => `, en ${how}`, unsaid: ", precisión no comunicada",
  stale: (age) => `ANTIGUA: posición de hace ${age}`, atHome: "no comunica posición: dibujada en su base", notHere: "su posición no se conoce en este nodo", mine: "enviada a este incidente",
  oldLabel: (unit, age) => `${unit}\nhace ${age}`, homeLabel: (unit) => `${unit}\nsin posición`,
  closed: "cerrada", slow: (factor) => `lenta, ${factor} veces más tiempo`, until: (at) => `, hasta las ${at}`,
  drive: (minutes, far) => `por calle ${minutes} min, ${far}`, ifSent: (minutes, far) => `no enviada; por calle ${minutes} min, ${far}`,
  radius: (how) => `a menos de ${how} del punto`,
};
