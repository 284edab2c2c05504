"""What Tocsin says in a text, in Spanish: in letters of the GSM alphabet, so with few accents."""

from collections.abc import Mapping
from typing import Final

ES: Final[Mapping[str, str]] = {
    "sos": 'SOS {who} {time}: "{words}"',
    "unverified": 'SOS SIN VERIFICAR de {who} {time}: "{words}"',
    "sos_bare": "SOS {who} {time}.",
    "unverified_bare": "SOS SIN VERIFICAR de {who} {time}.",
    "unreadable": "LINEA SOS: un mensaje no se pudo leer ({who}, {time}). Tratar como SOS.",
    "where": "Donde: {where}.",
    "no_where": "Donde: no se sabe.",
    "caution": "PRECAUCION: {caution}",
    "duress": "CLAVE DE COACCION: bajo amenaza, telefono vigilado. "
    "Una llamada debe sonar rutinaria.",
    "reply_sos": "Responda {code} = recibido, {code} C = tomo el mando.",
    "check_back": "{incident} {who}: sigue a cargo? Responda {code} en {grace_s} s "
    "o se avisa de nuevo a todos.",
    "verify_cancel": "{incident} {who} envio una cancelacion. Llame y juzgue por la voz. "
    "Responda {code} A SALVO o {code} NO A SALVO.",
    "dispatch": "ENVIAR {unit}: {incident} SOS {who} {time}.",
    "staged": "ESPERE CERCA hasta que la policia diga que es seguro.",
    "staged_at": "ESPERE EN {staging} hasta que la policia diga que es seguro.",
    "search": "BUSQUE {task}: {incident} {who}.",
    "search_care": "Evite el peligro, llame al {emergency_number}.",
    "reply_search": "Responda {code} LIBRE o {code} ENCONTRADA.",
    "reply_dispatch": "Responda {code} = recibido, {code} EN CAMINO, {code} EN EL LUGAR.",
    "several": "{count} SOS sin verificar, el ultimo: {who} {time}",
    "alarm": "Alarma de Tocsin: {detail}",
    "alarms_more": "y {count} mas, vea el tablero.",
    "reply_received": "Responda {code} = recibido.",
    "test": "PRUEBA de la linea SOS, no pasa nada. Responda {code}.",
    "update_text": 'NOVEDAD {time} {incident} {who}: "{words}"',
    "update_cancel": "NOVEDAD {time} {incident} {who} envio una cancelacion. SIN VERIFICAR, sigan.",
    "update_duress": "NOVEDAD {time} {incident} {who}: CLAVE DE COACCION. Bajo amenaza, telefono "
    "vigilado. Que el telefono no muestre que viene ayuda.",
    "update_safe": "NOVEDAD {time} {incident} {who}: cancelacion verificada, "
    "a salvo segun {judge}.",
    "update_not_safe": "NOVEDAD {time} {incident} {who}: NO A SALVO, dice {judge}. Sigan.",
    "update_command": "NOVEDAD {time} {incident} {who}: {commander} tomo el mando.",
    "update_found": "ENCONTRADA {time} {incident} {who}, dice {searcher}: {task}. "
    "La busqueda termina.",
    "update_overdue": "ATENCION {time} {incident}: {searcher} no responde desde {task}. "
    "Compruebe que estan a salvo.",
    "update_called_off": "NOVEDAD {time} {incident} {who}: se suspende la busqueda. No busque mas.",
    "update_replanned": "NOVEDAD {time} {incident} {who}: deje el terreno que busca. "
    "Sigue otra tarea si la hay.",
    "update_withdrawn": "NOVEDAD {time} {incident} {who}: ahora buscan otros. No busque mas.",
    "update_closed": "CERRADO {time} {incident} {who}. Fin.",
    "echo_sos": "SOS recibido {time}. Se avisa ya a sus supervisores. "
    "Escriba mas si puede. En peligro llame al {emergency_number}.",
    "echo_unverified": "Su mensaje se recibio como emergencia. Su numero no es conocido aqui. "
    "En peligro llame al {emergency_number}.",
    "echo_update": "Recibido y transmitido {time}.",
    "echo_cancel": "Cancelacion recibida. Un supervisor le llamara para comprobarlo.",
    "echo_command": "{commander} tiene su SOS.",
    "echo_rolling": "La ayuda esta en camino.",
    "echo_received": "Anotado: recibido. {incident} necesita a alguien al mando: "
    "responda {code} C para tomarlo.",
    "echo_received_owned": "Anotado: recibido. {commander} esta al mando de {incident}.",
    "echo_command_you": "Anotado: usted tiene el mando de {incident}. Se le preguntara.",
    "echo_command_other": "Anotado. {commander} ya esta al mando de {incident}.",
    "echo_ok": "Anotado: sigue con {incident}.",
    "echo_safe": "Anotado: {incident} a salvo. Cierrelo con una disposicion.",
    "echo_not_safe": "Anotado: {incident} NO a salvo. Se avisa a todos.",
    "echo_task_received": "Anotado. Al terminar: {code} LIBRE o {code} ENCONTRADA.",
    "echo_task_clear": "Anotado: libre. Sigue otra tarea si la hay.",
    "echo_task_found": "Anotado: ENCONTRADA. Se avisa a todos. Quedese si es seguro.",
    "echo_unit": "Anotado: {unit} {status}.",
    "echo_unit_unchanged": "Sin cambio: {unit} esta {status}.",
    "echo_noted": "Anotado, gracias.",
    "echo_closed": "{incident} ya esta cerrado. Nada mas que hacer.",
    "subject": "Tocsin: {incident} espera respuesta",
    "subject_routine": "Tocsin",
}
