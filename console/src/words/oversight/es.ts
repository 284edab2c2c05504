import type { Words } from "./en";

export const es: Words = {
  title: "Supervisión",
  lead: "Lo que está protegido y quién lo miró. Que usted mire aquí también queda registrado.",
  noRight: "Sus papeles no incluyen esta página.",
  tabs: { reads: "Quién vio qué", links: "Enlaces externos", packets: "Paquetes enviados", trails: "Rastros" },
  roles: { police: "policía", court: "juzgado", advocate: "asesoría", hospital: "hospital" },
  about: {
    what: "Qué muestra", incident: "un incidente", case: "todo el caso de una persona",
    incidentId: "Incidente, como I-12", personId: "Persona, por su id en el archivo de la agencia",
  },
  reads: {
    about: "El caso de quién, o qué incidente", help: "El id de una persona en el archivo de la agencia, o un incidente como I-12.",
    ask: "Mostrar quién lo vio", of: (about) => `Quién vio qué de ${about}`, none: "Nadie miró nada de ello.",
    who: "Quién", when: "Cuándo", what: "Qué", outsider: "por un enlace", list: "una lista de todos los casos",
  },
  links: {
    give: "Dar un enlace a alguien de fuera", role: "Trabaja para", name: "Nombre", agency: "Agencia",
    until: "Se abre hasta", most: "Se abre como máximo tantas veces", go: "Crear el enlace",
    once: "Entréguelo ahora: no se puede volver a mostrar.", noted: "Lo he entregado",
    all: "Todos los enlaces", none: "No hay ningún enlace.", to: "A quién", about: "Muestra", opened: "Abierto", state: "Estado",
    times: (n, most) => `${n} de ${most} veces`,
    opens: (until) => `se abre hasta ${until}`, over: (why) => `no abre nada: ${why}`,
    end: "Retirar", sure: "Retirarlo ahora",
  },
  packets: {
    send: "Enviar un paquete", lead: "El registro tal como el papel lo puede ver, con la fuente, el momento y la certeza de cada declaración. Lo que salió no se puede retirar.",
    agency: "Agencia", agencyHelp: "El dominio de un vecino de la configuración que tiene correo.",
    eido: "con el incidente como documento EIDO", lookout: "con una alerta de búsqueda (CAP) del demandado y sus vehículos",
    go: "Enviarlo", sure: (agency) => `Enviarlo ahora a ${agency}`,
    sent: (packet, files, sum) => `${packet} está registrado y en cola: ${files}. SHA-256 del registro: ${sum}`,
  },
  trails: {
    all: "Todos los rastros que puede leer", none: "No se guarda ningún rastro.", whose: "De quién", since: "Desde", why: "Por qué y con qué base", kept: "Guardado",
    goesOn: "continúa", forgotten: (at) => `se olvida el ${at}`, held: (at) => `retenido hasta el ${at}`,
    open: "Puntos", hold: "Retener", release: "Liberar", back: "Volver",
    holdOf: (trail) => `Retener ${trail} para un juzgado`, until: "Hasta", reason: "Para qué procedimiento",
    pointsOf: (trail, n) => `${trail}: ${n} puntos`, recorded: "Que usted lee esto queda registrado.",
    notRecorded: "No se puede escribir el registro: que usted lee esto aún no está registrado.",
    when: "Hora de la posición", where: "Dónde (WGS 84)", accuracy: "Precisión", source: "Por", unknown: "desconocida",
  },
};
