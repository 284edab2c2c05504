import type { Words } from "./en";

export const es: Words = {
  title: "¿Listos?",
  lead: "Antes de la noche: a quién se avisaría en este minuto, si se puede alcanzar a todos y si cada vía de salida entrega.",
  asOf: (at) => `A las ${at}`, again: "Preguntar de nuevo", noRight: "Sus papeles no incluyen esta página.",
  failed: "No se pudo preguntar:",
  tabs: { now: "A quién se avisaría ahora", reach: "¿Se alcanza a todos?", ways: "Vías de salida", setup: "Configurar una pasarela", lost: "Un teléfono perdido" },
  now: {
    step: (n, seconds) => `Paso ${n}, ${seconds} s`, need: (n) => `deben responder ${n}`,
    nobody: "NADIE", nobodyWhy: "Este paso se salta de inmediato.", noChannel: "ningún canal",
    holes: "Huecos en los próximos siete días", noHole: "Ningún hueco en los próximos siete días.",
    hole: { nobody_on_duty: "no hay nadie de turno", nobody_reachable: "no se puede alcanzar a nadie", too_few_reachable: "se alcanza a menos de los que deben responder" },
    from: "desde", until: "hasta", subject: "quién", what: "qué",
  },
  reach: {
    who: "Quién", channel: "Canal", last: "Última llegada conocida", how: "Cómo se sabe", failed: "Último fallo",
    never: "NUNCA COMPROBADO", receipt: "un acuse de recibo", answer: "una respuesta", since: (age) => `hace ${age}`,
    test: "Enviar un aviso de prueba", testAll: "Enviar a todos un aviso de prueba", testing: "Un aviso de prueba está en camino.",
    testWhy: "Dice que es una prueba y pide respuesta. Quien no responda en una hora provoca una alarma.",
    sure: (n) => `¿Enviar un aviso de prueba a ${n}?`, yes: "Enviar", no: "Volver",
  },
  ways: {
    good: "entrega", unknown: "NO SE SABE: aún no se vio llegar nada por aquí", passedOver: (why) => `PASADA POR ALTO: ${why}`, failing: (n) => `${n} fallos seguidos`,
    receipts: (came, all) => `${came} de los últimos ${all} textos tienen acuse de recibo`, noReceipts: "No da acuses de recibo.",
    none: "Todavía no salió ningún texto por aquí.",
    lastReceipt: "último acuse", loopback: "Prueba de ida y vuelta", prove: "Probar ahora",
    proof: {
      not_set: "Sin configurar: dé a la pasarela un loopback_to, un número propio que vuelva aquí.",
      never: "Nunca probada.", under_way: "En curso: el texto debe volver en 15 minutos.",
      proven: (age, took) => `Probada hace ${age}; el texto volvió en ${took}.`, missed: "FALLÓ: el texto no volvió.",
    },
    add: "Configurar otra vía de salida",
    how: "La configura aquí un administrador, con un mensaje real a su propio teléfono antes de guardar. Dele un loopback_to y compruébela: un mensaje sale por la operadora y debe volver.",
  },
};
