"""Words said every day, English and Spanish, folded as `folding.plain` folds them."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP: Final = _words("""
    i im ive id me my mine we us our you u ur your he hes him his she shes her they them their it
    its this that these those is am are was were be been being do does did dont didnt doing done
    have has had got get gets getting go goes going gone went come comes coming came will would
    can cant could should may might must not no nope yes yeah ok okay and or but so if then than
    at on in by to from with without for off out up down into onto over under about near behind
    across between around outside inside beside next opposite front back corner please pls plz
    help sos hurry now here there where what who when how why just still again very really too
    also only all any some someone somebody anyone everyone nobody one guy guys man men woman
    think know see saw seen said says say tell told want need needs let lets like look looking
    hear heard run running ran hide hiding hid stay staying stuck trapped follow following
    followed chasing chase waiting wait walking walk driving drive standing sitting lying parked
    lost left hurt hit bleeding shot scared afraid alone gun knife weapon blood pain dead dying
    die kill killing send sending call calling called answer phone police cops cop ambulance medic
    as ima gonna wanna cuz because since till until after before soon today tonight tomorrow
    minutes minute mins min hour hours sec second seconds time pm yo mi mis tu su sus nos nosotros
    ella ellos ellas usted ustedes te le les se lo que quien como cuando donde porque por para con
    sin en al a ante hasta desde hacia sobre entre tras detras atras frente enfrente cerca junto
    lado dentro adentro fuera afuera esquina es esta estoy estan estamos esto ese esa eso aqui aca
    ahi alla ahora ya si ni pero o muy mas menos mucho soy somos son fue era ser estar hay tengo
    tiene tienen voy va van vamos viene vienen ven vengan ayuda ayudenme ayudame auxilio socorro
    rapido favor porfa urgente quiero quiere puedo puede necesito necesita hombre mujer tipo
    alguien nadie todo todos algo nada policia ambulancia sangre herida herido pistola cuchillo
    arma miedo sola solo escondida escondido atrapada corriendo siguiendo sigue siguen persigue
    espera esperando llama llamen manda manden oye
""")
"""Words that carry a sentence: a misspelled name neither begins nor ends with one."""

COMMON: Final = STOP | _words("""
    park home house hope lot lots car cars van truck bus door room floor office building store
    shop hall school church hospital station library bank hotel bar club gym lake river hill
    forest garden green field market mall center centre plaza bridge tunnel water fire main high
    north south east west middle end side top bottom right left big small old new long short black
    white red blue gray grey brown yellow gold silver day night morning evening week monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december spring summer fall winter sun moon star love peace
    liberty union freedom victory grace faith mercy justice pleasant sweet rose mother father mom
    dad sister brother son daughter wife husband boyfriend girlfriend ex friend boss partner
    patient work working job shift break lunch coffee food eat drink sleep bed bathroom kitchen
    garage basement stairs elevator lobby entrance exit gate fence wall window parking light
    lights dark cold hot rain snow wind dog cat baby kid kids child children boy girl hand hands
    head face arm leg foot feet eye eyes neck chest fine good bad well better worse safe quiet
    loud fast slow open closed locked lock key money bag card address street road avenue place
    area zone block mile miles meters level unit units number mill king queen court doctor nurse
    driver officer captain chief chase bell cross post point view rock stone wood jackson john
    james mary maria jose juan carlos luis ana pedro pablo miguel jorge antonio manuel francisco
    david daniel michael robert william thomas george charles henry mark paul peter sarah emma
    laura linda susan karen lisa anna kate rosa carmen elena isabel lucia marta sofia alex sam max
    ben dan tom jim joe bob bill mike nick steve kevin brian eric ryan adam tony parque casa hogar
    carro coche camioneta camion puerta cuarto piso oficina edificio tienda sala escuela iglesia
    estacion biblioteca banco lago rio monte bosque jardin campo mercado centro puente tunel agua
    fuego dia noche tarde manana semana lunes martes miercoles jueves viernes sabado domingo enero
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre sol luna
    estrella amor paz libertad victoria gracia justicia madre padre mama papa hermana hermano hijo
    hija esposa esposo marido novio novia amiga amigo jefe trabajo turno descanso comida cafe cama
    bano cocina garaje sotano escalera ascensor salida entrada reja pared ventana luz luces oscuro
    frio calor lluvia perro gato bebe nino nina ninos mano manos cabeza cara brazo pierna pie ojo
    ojos cuello pecho bien mal mejor peor seguro calle camino cuadra barrio zona lugar sitio
    numero estacionamiento negro blanco rojo azul verde grande chico viejo nuevo largo corto alto
    bajo derecha izquierda arriba abajo norte sur este oeste medio fin cruz santa santo san flores
    reyes real nacional republica salud
""")
"""Words that are streets somewhere, and said every day without meaning one."""
