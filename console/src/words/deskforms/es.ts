import type { Words } from "./en";

export const es: Words = {
  put: "Registrar", back: "Volver", onClocks: (zone) => `en los relojes de ${zone}`, oneALine: "uno por línea, o con comas", none: "ninguno", notSaid: "no se dice",
  person: "Persona protegida", personHint: "Su identificador en el archivo de la agencia", certainty: "Con qué certeza",
  sure: { confirmed: "confirmado", reported: "comunicado", alleged: "alegado" }, allegedCustody: "alegado: no cuenta como detenido",
  when: "Cuándo", word: "Según quién", wordHint: "Oficina del sheriff, por teléfono", why: "Por qué",
  stands: {
    yes: "Sí, está hecho", record: "Queda registrado a su nombre.", shift: (from, to) => `Turno ${from} – ${to}.`,
    walk_not_arranged: { title: "¿Trayecto acordado?", words: (name) => `${name} conoce su camino, su hora y quién espera noticias.` },
    photo_not_posted: { title: "¿Foto puesta?", words: () => "Recepción tiene la foto del demandado, y quien está allí la ha visto." },
    police_not_told: { title: "¿Policía avisada?", words: (name) => `La policía conoce el caso de ${name}.` },
  },
  custody: {
    title: (who) => `¿Dónde está ${who}?`, status: "Custodia", at: "Era así a las", hint: "Una oficina antes que un nombre: cárcel del condado, por teléfono",
    options: { in_custody: "detenido", at_large: "en libertad", unknown: "se desconoce: cuenta como en libertad" },
  },
  served: "La orden se notificó", vacated: "El tribunal retiró la orden",
  verify: { title: "Compare con el papel del tribunal", yes: "El papel dice lo mismo", done: "Verificada, y registrado." },
  conflict: {
    title: "Órdenes que no encajan", hold: (who, respondent, orders) => `${who} y ${respondent}: rigen ${orders}`,
    together: (metres, contact) => `En conjunto: ${metres} m, contacto ${contact}`, last: "Lo que aquí no se prohíbe no está por eso permitido: lea los papeles, pregunte al tribunal.",
    kinds: {
      distances_differ: "nombran distancias distintas: cuenta la mayor", contact_and_visits: "una prohíbe todo contacto, otra concede visitas a los hijos",
      terms_in_text: "hay condiciones solo en texto", also_protected: "el demandado también está protegido",
    },
    contact: { forbidden: "prohibido", read_the_order: "lea la orden" },
  },
  orderLines: {
    head: (court, kind, number, status) => `${court}, ${kind}${number ? `, número ${number}` : ""}: ${status}`,
    dates: (issued, served, ends) => `Dictada ${issued}; notificada ${served}; termina ${ends}`, unknown: "se desconoce", noEnd: "en fecha desconocida",
    protects: (who, from) => `Protege a ${who} de ${from}`, distance: (metres) => `Distancia ${metres} m`, noDistance: "No nombra distancia",
    area: (where, metres) => `Zona prohibida: ${where} y ${metres} m alrededor`, aPoint: "un punto", workplaces: (names) => `Lugares de trabajo: ${names}`, text: (text) => `Texto: ${text}`,
  },
  tracker: { title: "El rastreador vuelve a servir", yes: "Terminar esta preocupación", why: "Por qué ya no cuenta" },
  reviewed: { title: (name) => `Plan de ${name} revisado`, at: "Revisarlo otra vez el", hint: "Normalmente en un mes" },
  escort: {
    title: (name) => `¿Quién acompaña a ${name}?`, lead: "Se pregunta a uno tras otro hasta que uno dice sí. Nadie cuenta como acompañante sin haber dicho sí.",
    targets: "A quién preguntar, en este orden", hint: "person:ID, role:ROLE u oncall:ID", yes: "Preguntarles", done: "Preguntado. Vale cuando uno de ellos diga sí.",
  },
  escortSaid: {
    received: "¿El acompañante va con ella?", declined: "¿El acompañante no va con ella?", done: "¿El acompañante ya la llevó?",
    words: (name) => `${name} lo dijo de viva voz.`, yes: "Sí",
  },
  endWalk: { title: (name) => `Terminar el trayecto o control de ${name}`, lead: "Solo cuando usted mismo haya hablado con ella.", yes: "Terminarlo" },
  where: { from: (start, to) => `De ${start} a ${to}.`, work: "donde trabaja", nowhere: "donde nadie dijo", recorded: "Que usted lo miró queda registrado." },
  planWalk: {
    title: "Planear un trayecto", lead: "A esa hora se le pide decir que sale. Sin hora, sale ahora.", who: "Quién: identificador", leaves: "Sale",
    minutes: "Minutos de camino", to: "Adónde: un lugar conocido, o palabras", escort: "Acompañante: a quién preguntar, en este orden",
  },
  check: { title: "Empezar un control", lead: "A una persona o una dotación se le pregunta cada tantos minutos si todo va bien.", who: "Quién", whoHint: "person:ID o unit:ID", minutes: "Cada tantos minutos", yes: "Empezarlo" },
  sighting: {
    title: "Comunicar un avistamiento", lead: "¿Peligro ahora? Eso es un SOS: use el tablero o el teléfono.", words: "A quién o qué se vio", hint: "Como lo vio: camioneta azul, puerta abollada, hombre con gorra roja",
    where: "Dónde", plate: "Placa", plateHint: "Hasta donde se pudo leer", yes: "Comunicarlo", done: "Comunicado, y registrado.",
  },
  other: { title: "¿Quién era?", respondent: "Demandado", yes: "Era esa persona", done: "Juzgado." },
  call: {
    title: "Anotar una llamada para alguien", lead: "Escriba lo dicho tan exacto como pueda. Se avisa a quien dirige. ¿Peligro ahora? Eso es un SOS.",
    who: "De quién era la llamada, o para quién", words: "Qué se dijo", done: "Registrado. Se avisa a quien dirige.",
  },
  reception: {
    title: "En recepción: ¿quién es?", lead: "Un toque lo comunica como visto. Cerca de alguien protegido es una alarma al instante.", which: "Qué recepción", is: (name) => `${name} está aquí`,
    picture: (where) => `Foto: ${where}`, noPicture: "Sin foto registrada", noDescription: "sin descripción", recognised: "Reconocido en recepción", done: (name) => `${name}: comunicado como visto.`,
  },
  consent: {
    title: "Con qué fundamento se miran posiciones", lead: "La posición de un colega solo se mira con su consentimiento, y no más tiempo del que quiera.", owner: "De quién es el rastreador", ownerHint: "person:ID o respondent:ID",
    basis: "Fundamento", options: { consent: "su propio consentimiento", court_order: "una orden de un tribunal", condition_of_release: "una condición de libertad" }, purpose: "Para qué", purposeHint: "Para avisar cuando él esté cerca", holds: "Vale (déjelo vacío para retirarlo)",
  },
  worry: {
    title: "Algo nuevo que nos preocupa", lead: "Cuenta como razón al instante, y avisa si su nivel sube por ello.", what: "Qué", words: "En palabras", respondent: "Identificador del demandado, si se conoce",
    options: { threats_in_texts: "amenazas en mensajes", new_request: "nueva solicitud al tribunal", violation: "se violó la orden", respondent_near: "está cerca", sighting: "se le vio", tracker_silent: "su rastreador no es de fiar" },
  },
  respondent: {
    title: "Anotar un demandado", name: "Nombre, o cómo se le llama", id: "Identificador, si le da uno", idHint: "Letras, cifras, - y _; uno que ya existe se reemplaza", aliases: "Otros nombres",
    description: "Qué aspecto tiene", plate: "Placa de su vehículo", vehicle: "Su vehículo en palabras", vehicleHint: "Camioneta gris, portaescaleras", photo: "Dónde se guarda la foto",
    staff: "Identificador, si es o fue colega", devices: "Identificadores de su rastreador", done: "Registrado. Nómbrelo también en la orden o el plan de ella.",
  },
  order: {
    title: "Anotar una orden de protección", again: (name) => `Anotar de nuevo la orden ${name}`, lead: "Otra persona debe compararla después con el papel del tribunal.", replaces: "Reemplaza toda la anotación anterior.", court: "Tribunal", number: "Número", id: "Identificador, si le da uno",
    idHint: "Una que ya existe se reemplaza y debe verificarse de nuevo", kind: "Tipo", zone: "Zona horaria del tribunal", protected: "A quién protege: identificadores", respondents: "Contra quién: identificadores",
    issued: "Dictada", served: "Notificada, si se sabe", expires: "Último día en que rige, si termina", distance: "Metros que debe guardar", conditions: "Condiciones", area: "Zona prohibida alrededor de",
    radius: "Metros alrededor", workplaces: "Lugares de trabajo donde no puede entrar: identificadores", text: "Otras condiciones, como están escritas",
    kinds: { final: "definitiva", temporary: "temporal", emergency: "de emergencia", criminal: "penal", workplace: "del lugar de trabajo", other: "otra" },
    codes: {
      "01": "ni daño, ni amenaza, ni acoso (01)", "02": "ninguna amenaza a la familia o el hogar (02)", "03": "ella tiene la vivienda (03)", "04": "mantenerse lejos (04)", "05": "ninguna comunicación (05)",
      "06": "derecho de visitas (06)", "07": "sin armas de fuego (07)", "08": "ver el texto (08)", "09": "custodia temporal de los hijos (09)",
    },
  },
  plan: {
    title: "Anotar un plan de seguridad", of: (name) => `Plan de seguridad de ${name}`, replaces: "Reemplaza todo el plan anterior.", review: "Revisarlo otra vez", against: "Contra quién: identificadores",
    escort: "Alguien la acompaña al final del turno", photo: "Recepción tiene la foto del demandado", screening: "Otros atienden primero sus llamadas", from: "Camina desde", door: "Por qué puerta", to: "Camina hasta",
    minutes: "Minutos de camino", noWalk: "Sin trayecto: no se le pregunta al final del turno", parking: "Estacionamiento", contact: "Contacto seguro: cómo localizarla", contactHint: "Con un número, los avisos pueden ir allí",
    byContact: "Siempre por el contacto seguro: Tocsin no le escribe nada por su cuenta", codes: "Palabras clave", codesHint: "palabra = lo que significa; la siguiente. En un mensaje suyo cada una es un SOS",
    shifts: "Cambios de turno", notes: "Notas", mayKnow: "Quién más puede leerlo: identificadores",
  },
  screen: {
    title: "Evaluación de letalidad, por tema", lead: "Lea las preguntas del formulario de su agencia. Lo que ella no contesta queda como no contestado. Una evaluación informa: nunca baja un nivel.",
    yes: "sí", no: "no", silent: "no contestó", belief: "Quien preguntó la cree en peligro", at: "Preguntado a las", source: "Quién preguntó (una oficina antes que un nombre)",
    topics: {
      weapon_used: "usó un arma", threat_to_kill: "amenaza de muerte", believes_may_be_killed: "cree que puede matarla", gun_access: "acceso a armas de fuego", choking: "estrangulamiento", jealousy_or_control: "celos o control",
      separation: "separación", unemployment: "desempleo", suicide_attempt: "intento de suicidio", child_of_another: "hijo de otro", follows_or_spies: "la sigue o espía",
    },
  },
  danger: {
    title: "Resultado de una evaluación de peligro", lead: "Puntúela con el formulario de su autora; solo se guarda el resultado. Informa: nunca baja un nivel.", level: "Peligro", nothing: "no contestó nada",
    levels: { variable: "variable", increased: "aumentado", severe: "grave", extreme: "extremo" }, score: "Puntos", unanswered: "Preguntas que no contestó",
  },
  dismiss: {
    title: "Despedir a un colega", yes: "Despedir ahora", lead: "En el mismo segundo terminan sus enlaces, sesiones, claves, avisos y turnos, y sus tarjetas se anotan para las puertas. Si es un demandado, el nivel de ella sube y se avisa a sus coordinadores.",
    person: "Identificador", reason: "Por qué, para el registro (sellado)", sure: "Es la persona correcta",
  },
  reinstate: { title: "Anular un despido", yes: "Traer de vuelta", lead: "Se lee otra vez el archivo de la agencia, y vuelve con las funciones que allí tiene. Los enlaces y claves de antes siguen terminados." },
};
