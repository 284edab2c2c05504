// English needs no catalogue here: a name of the service without its underscores is plain English.

export const es: Record<string, string> = {
  // How an incident ended.
  person_safe: "persona a salvo", person_transported: "persona trasladada", person_deceased: "persona fallecida", unable_to_locate: "no se pudo localizar",
  handled_by_other_agency: "atendido por otra agencia", false_alarm: "falsa alarma", wrong_number: "número equivocado", duplicate: "duplicado", test: "prueba",
  // Roles.
  worker: "trabajador", telecommunicator: "telecomunicador", dispatcher: "despachador", supervisor: "supervisor", safety_coordinator: "coordinador de seguridad",
  records_officer: "responsable de registros", public_information_officer: "portavoz", peer_supporter: "apoyo entre compañeros", administrator: "administrador",
  // Units: kinds, status, moves.
  police: "policía", ambulance: "ambulancia", available: "disponible", dispatched: "enviada", en_route: "en camino", staged: "en espera", on_scene: "en el lugar",
  transporting: "trasladando", at_hospital: "en el hospital", out_of_service: "fuera de servicio", in_service: "en servicio", acknowledge: "confirmar", stage: "esperar cerca",
  transport: "trasladar", clear: "libre", road: "carretera", straight_line: "línea recta", closed: "cerrada", slow: "lenta",
  // Answers and purposes of pages.
  received: "recibido", command: "mando", ok: "sigue en ello", safe: "a salvo", not_safe: "no está a salvo", found: "encontrada", confirmed: "confirmado", denied: "negado",
  done: "hecho", declined: "no puede", check_back: "pregunta de control", verify_cancel: "llamada sobre la cancelación", dispatch: "envío", search: "búsqueda", notice: "aviso",
  judge: "juicio", alarm: "alarma", update: "novedad",
  // Certainty.
  reported: "comunicado", alleged: "alegado", amended: "corregido",
};
