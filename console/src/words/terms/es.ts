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
  recorded: "registrado", reported: "comunicado", alleged: "alegado", amended: "corregido",
  // Channels.
  sms: "mensaje de texto", email: "correo", apprise: "notificación", push: "navegador",
  // Alarms.
  step_empty: "paso sin nadie", policy_empty: "política sin nadie", recipient_unreachable: "no se puede avisar a alguien",
  provider_failing: "proveedor que falla", no_provider: "sin proveedor", signal_unreadable: "mensaje ilegible",
  hook_refused: "entrada rechazada", clock_jumped: "el reloj saltó", stage_failed: "falló una parte",
  ledger_unavailable: "no se puede escribir el registro", heartbeat_failed: "falló el latido", tick_late: "algo va con retraso",
  page_unsent: "aviso sin enviar", no_next_moment: "sin próximo momento", rota_hole: "hueco en las guardias",
  agency_file_bad: "archivo de la agencia con errores", test_page_unanswered: "prueba sin respuesta",
  unverified_flood: "avalancha de desconocidos", feed_unreadable: "posiciones ilegibles", device_unknown: "aparato desconocido",
  feed_silent: "fuente de posiciones callada", map_unreadable: "mapa ilegible", map_elsewhere: "mapa de otro lugar",
  document_undelivered: "documento sin entregar", tracker_trouble: "problema de rastreador", trail_unkept: "rastro sin guardar",
  node_absent: "falta un nodo", backup_trouble: "problema de copias", carrier_down: "operador caído",
  provider_silent: "proveedor sin acuses", loopback_missed: "prueba de vuelta perdida", overloaded: "sobrecarga",
  keys_guessed: "claves probadas", plan_late: "plan con retraso", ledger_lost: "registro perdido",
};
