import type { Words } from "./en";

const role: Record<string, string> = {
  supervisor: "un supervisor", safety_coordinator: "coordinación de seguridad", dispatcher: "despacho",
  telecommunicator: "despacho", worker: "un colega",
};

export const es: Words = {
  notes: {
    title: "Notas", add: "Nota nueva", empty: "Todavía no hay notas.", text: "Nota", list: "Notas", remove: "Borrar", back: "Todas las notas",
    blank: "Nota vacía", saved: "Guardado", saving: "Sincronizando…", unsaved: (at) => `Sin sincronizar desde las ${at}`,
    synced: (at) => `Sincronizado ${at}`,
  },
  bar: { leave: "Salir", leaveHint: "Muestra las notas al momento. La tecla Escape hace lo mismo.", more: "Más", back: "Volver", language: "English" },
  quiet: "Este teléfono no da señales. Después del botón verá notas. Allí, “Sincronizado” quiere decir: ha quedado registrado.",
  offline: (at) => `SIN CONEXIÓN desde las ${at}`,
  offlineWhy: "Lo que se ve abajo puede ser antiguo.",
  out: "Este teléfono no tiene la sesión abierta. Lo que pulse aquí no llega a nadie.",
  signIn: "Entrar",
  sos: {
    button: "SOS", hold: "Mantenga pulsado", holding: "Siga pulsando", again: "Pulse otra vez para enviar",
    hint: "Mantenga pulsado hasta que se cierre el círculo. Si suelta antes, no se envía nada.",
    cannotHold: "¿No puede mantenerlo? Pulse una vez, espere un segundo y pulse otra vez.",
    window: (s) => `¿Por error? Cancelar (${s})`, cancel: "Cancelar…", repeat: "Pedir ayuda otra vez",
    call: (number) => `Llamar al ${number}`, text: "Mandar un mensaje", withPlace: "con mi ubicación",
    textWhy: "Abre un mensaje ya escrito. Usted pulsa enviar.",
    textBody: "SOS", done: "De acuerdo",
  },
  head: {
    none: "Listo", sending: "ENVIANDO…", unsent: "AÚN NO ENVIADO", signed_out: "NO ENVIADO", accepted: "RECIBIDO",
    paged: "SE ESTÁ LLAMANDO A LA AYUDA", taken: "ALGUIEN SE OCUPA", help_on_the_way: "LA AYUDA ESTÁ EN CAMINO",
    cancel_received: "CANCELACIÓN RECIBIDA", closed: "CERRADO",
  },
  why: {
    none: "", sending: "Esperando la respuesta.",
    unsent: (kept, at, tries) =>
      `${kept ? "Guardado en este teléfono" : "NO está guardado en este teléfono: deje la página abierta. Pulsado"} desde las ${at}. ${tries} intentos; sigue por sí solo.`,
    signed_out: "Este teléfono no tiene la sesión abierta. Llame o mande un mensaje.",
    accepted: "Ha quedado registrado. Ahora se avisa a la gente.",
    paged: (called, reached) => reached ? `Mensajes a ${called} personas. Con certeza los tienen ${reached}.` : `Mensajes a ${called} personas. Ningún teléfono ha confirmado todavía.`,
    taken: (by) => `Al mando: ${role[by] ?? "alguien"}.`,
    help_on_the_way: "Una unidad va hacia usted.",
    cancel_received: "Alguien hablará con usted antes de que termine.",
    closed: "Alguien lo ha terminado. Si necesita ayuda, pulse otra vez.",
  },
  steps: {
    name: "Hasta dónde ha llegado", kept: "Pulsado", accepted: "Registrado", called: "Enviado a personas", reached: "Ha llegado a personas", taken: "Alguien al mando",
    way: "Ayuda en camino",
    done: "hecho", not: "todavía no",
  },
  place: {
    none: "Aún no se conoce su ubicación.", known: (m, s) => `Se conoce su ubicación con ${m} m de margen, hace ${s} s.`,
    kept: "Se comunica mientras pide ayuda, y nunca en otro momento.",
  },
  cancel: {
    title: "Cancelar", lead: "Esto por sí solo no termina nada. Se avisa a quienes fueron llamados, y alguien habla antes con usted.",
    code: "Su código, si tiene uno", send: "Avisarles", sent: "Recibido. Alguien hablará con usted.",
    waits: "Aún no enviado. Está guardado en este teléfono, detrás de su SOS.",
  },
  walk: {
    title: "Camino seguro", lead: "Diga cuánto tiempo estará en camino. Si para entonces no hay noticias suyas, se pide ayuda.",
    minutes: (n) => `${n} minutos`, none: "No hay ningún camino en curso.", until: (at) => `Noticias antes de las ${at}`,
    late: "Se acabó el tiempo. Diga ahora que ha llegado o tome más tiempo.", more: (n) => `${n} minutos desde ahora`,
    code: "Su código. Déjelo vacío solo si no tiene ninguno.", there: "He llegado", escort: "Alguien va con usted.",
    failed: "NO ENVIADO. Pruebe otra vez o mándelo por mensaje.", left: "Tiempo que queda", unknown: "No se sabe: sin conexión.", noted: "Anotado.",
  },
  setup: {
    title: "Más", in: (name) => `Sesión de: ${name}`, until: (day) => `hasta el ${day}`,
    link: "Enlace de un solo uso", go: "Entrar", noLink: "Esto no abre nada. Pegue el enlace completo que le dieron; abre una sola vez, durante una hora. O pida uno nuevo.",
    soon: (day) => `Hay que abrir otra vez la sesión de este teléfono antes del ${day}.`, leave: "Cerrar sesión",
    look: "Qué se abre primero", lookHelp: "El botón de SOS", lookNotes: "Notas. El botón está allí: mantenga pulsado “+” dos segundos. Mantenga pulsada la palabra “Notas” para venir aquí.",
    quiet: "Sin señales: después del botón mostrar solo notas", place: "Permitir que esta página sepa dónde está cuando pide ayuda",
    placeOn: "Su ubicación se puede comunicar.", placeOff: "Su navegador no lo permite. Cámbielo en los ajustes del navegador para esta página.",
    theme: "Claro u oscuro", test: "Prueba", testLead: "Una prueba no es un SOS. Solo le avisa a usted, y no viene nadie.",
    testGo: "Mandarme una prueba", testBusy: "No hay pruebas mientras pide ayuda.",
    testSays: {
      none: "Todavía no hay pruebas.", queued: "PRUEBA: va hacia su teléfono.", sent: "PRUEBA: ha salido. Esperando a su teléfono.",
      delivered: "PRUEBA: ha llegado. Responda como dice.", answered: "PRUEBA: llegó y usted respondió. Todo bien.",
      failed: "PRUEBA FALLIDA: no se le pudo enviar nada. Avise a su supervisor.",
      silent: "PRUEBA: este teléfono llega hasta nosotros. No se le envía nada, porque así lo dice su plan.",
      lost: "PRUEBA FALLIDA: sin conexión. Hasta que la haya, lo que pulse no llega a nadie.",
    },
    walk: "Camino seguro", advice: "Si alguien puede vigilar su teléfono",
  },
  advice: {
    title: "Si alguien puede vigilar su teléfono",
    list: [
      "Usted es quien mejor lo sabe. Si cambiar algo en su teléfono pudiera notarse y tener consecuencias, pregunte antes a su coordinación de seguridad, desde otro teléfono.",
      "Quien ha tenido su teléfono en la mano, o lo paga, puede ver llamadas, mensajes, lugares y las páginas que abre. Es más seguro un teléfono del trabajo que nunca haya tenido.",
      "Esta página se oculta de una mirada. No se oculta de quien lee su teléfono con un programa espía.",
      "Señales de un programa así: la batería dura poco, el teléfono está caliente, saben lo que usted solo escribió o adónde solo fue. Que no haya señales no significa que no lo haya.",
      "No borre un programa así antes de hablar con alguien: lo notarían, y es una prueba.",
      "Cambie sus contraseñas en otro aparato. Mire qué aparatos tienen abierta su cuenta y si se comparte su ubicación: mapas, grupos familiares, coches, relojes, localizadores.",
      "Busque localizadores en bolsos y en el coche. Si encuentra uno, déjelo donde está y pregunte.",
      "Acuerde dos códigos con su coordinación: uno que dice que está a salvo, y otro que parece igual y dice que no.",
      "Si nunca debe llegar un mensaje a su teléfono, pida un plan silencioso. El modo “sin señales” de esta página no puede parar los mensajes.",
      "Haga que lo primero que se abra sean las notas, y bloquee su teléfono con un código que nadie más conozca.",
      "La lista de páginas del navegador y sus datos guardados muestran que se abrió esta dirección. Instale la página desde otro navegador que el que comparte, o use un teléfono propio.",
      "Si hay peligro ahora: llame al número de emergencias. No hace falta que hable.",
    ],
  },
};
